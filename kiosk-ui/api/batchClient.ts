/** What the batch line's screens ask of the daemon. */
import type {
  BatchFile,
  ChangeBatchOrder,
  PlaceBatchOrder,
  PrintBatchLetters,
  TellBatchLetters,
  WireBatchDryRun,
  WireBatchEntry,
  WireBatchEntryList,
  WireBatchLetters,
  WireBatchLine,
  WireBatchOrder,
  WireBatchOrderList,
  WireBatchReport,
  WirePlacedBatchOrder,
  WireRaBatchOrder,
} from '../../daemon/contract/messages.js';
import { request } from './client.js';

const part = encodeURIComponent;
const orderPath = (id: string, rest = '') => `batch/orders/${part(id)}${rest}`;

export interface EntryPage {
  readonly state: WireBatchEntry['state'] | null;
  /** The number after which it begins. */
  readonly after: number;
}

export interface OrderSearch {
  /** Empty: all. */
  readonly text: string;
  /** Id of the last order of the page before; null: the first page. */
  readonly after: string | null;
}

/** Rows of a page of entries. */
export const entriesAPage = 100;

export const batchClient = {
  line: async () => (await request('batch')) as WireBatchLine,
  putOnLine: async (readerId: string, onLine: boolean) => {
    await request(`batch/readers/${part(readerId)}`, { method: 'PUT', json: { onLine } });
  },

  raOrders: async () => ((await request('batch/ra-orders')) as { orders: WireRaBatchOrder[] }).orders,
  dryRun: async (file: BatchFile) =>
    (await request('batch/dry-runs', { method: 'POST', json: file })) as WireBatchDryRun,
  place: async (order: PlaceBatchOrder) =>
    (await request('batch/orders', { method: 'POST', json: order })) as WirePlacedBatchOrder,
  order: async (id: string) => (await request(orderPath(id))) as WireBatchOrder,
  /** Orders that are over. */
  past: async ({ text, after }: OrderSearch) =>
    (await request(
      `batch/orders?text=${part(text)}${after === null ? '' : `&after=${part(after)}`}`,
    )) as WireBatchOrderList,
  change: async (id: string, change: ChangeBatchOrder) =>
    (await request(orderPath(id), { method: 'PATCH', json: change })) as WirePlacedBatchOrder,
  entries: async (id: string, { state, after }: EntryPage) =>
    (await request(
      orderPath(id, `/entries?after=${after}&limit=${entriesAPage}${state === null ? '' : `&state=${state}`}`),
    )) as WireBatchEntryList,
  /** @param numbers null: all that failed */
  runAgain: async (id: string, numbers: readonly number[] | null) => {
    await request(orderPath(id, '/runs-again'), { method: 'POST', json: { numbers } });
  },
  letters: async (id: string) => (await request(orderPath(id, '/letters'))) as WireBatchLetters,
  goOnWithLetters: async (id: string) => {
    await request(orderPath(id, '/letters/goes-on'), { method: 'POST' });
  },
  tellOfLetters: async (id: string, seen: TellBatchLetters) =>
    (await request(orderPath(id, '/letters/in-doubt'), { method: 'POST', json: seen })) as WireBatchLetters,
  printLetters: async (id: string, which: PrintBatchLetters) => {
    await request(orderPath(id, '/letters'), { method: 'POST', json: which });
  },
  report: async (id: string) => (await request(orderPath(id, '/report'))) as WireBatchReport,
};

/** Where the browser saves the report of an order from. */
export function batchReportUrl(id: string, format: 'pdf' | 'csv', language: string): string {
  return `/api/${orderPath(id, `/report.${format}`)}?lang=${part(language)}`;
}
