/** What the batch line's screens ask of the daemon. */
import type {
  BatchFile,
  ChangeBatchOrder,
  PlaceBatchOrder,
  PrintBatchLetters,
  TellBatchLetters,
  WireBatchEntry,
} from '../../daemon/contract/messages.js';
import { fileUrl, request } from './client.js';
import type { Language } from './types.js';

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

const of = (orderId: string) => ({ params: { orderId } });

export const batchClient = {
  line: () => request('GET /api/batch'),
  putOnLine: async (readerId: string, onLine: boolean) => {
    await request('PUT /api/batch/readers/{readerId}', { params: { readerId }, body: { onLine } });
  },

  raOrders: async () => (await request('GET /api/batch/ra-orders')).orders,
  dryRun: (body: BatchFile) => request('POST /api/batch/dry-runs', { body }),
  place: (body: PlaceBatchOrder) => request('POST /api/batch/orders', { body }),
  order: (id: string) => request('GET /api/batch/orders/{orderId}', of(id)),
  /** Orders that are over. */
  past: ({ text, after }: OrderSearch) =>
    request('GET /api/batch/orders', { query: { text, after: after ?? undefined } }),
  change: (id: string, body: ChangeBatchOrder) => request('PATCH /api/batch/orders/{orderId}', { ...of(id), body }),
  entries: (id: string, { state, after }: EntryPage) =>
    request('GET /api/batch/orders/{orderId}/entries', {
      ...of(id),
      query: { after, limit: entriesAPage, state: state ?? undefined },
    }),
  /** @param numbers null: all that failed */
  runAgain: async (id: string, numbers: readonly number[] | null) => {
    await request('POST /api/batch/orders/{orderId}/runs-again', { ...of(id), body: { numbers } });
  },
  letters: (id: string) => request('GET /api/batch/orders/{orderId}/letters', of(id)),
  goOnWithLetters: async (id: string) => {
    await request('POST /api/batch/orders/{orderId}/letters/goes-on', of(id));
  },
  tellOfLetters: (id: string, body: TellBatchLetters) =>
    request('POST /api/batch/orders/{orderId}/letters/in-doubt', { ...of(id), body }),
  printLetters: async (id: string, body: PrintBatchLetters) => {
    await request('POST /api/batch/orders/{orderId}/letters', { ...of(id), body });
  },
  report: (id: string) => request('GET /api/batch/orders/{orderId}/report', of(id)),
};

/** Where the browser saves the report of an order from. */
export function batchReportUrl(id: string, format: 'pdf' | 'csv', language: Language): string {
  return fileUrl(`GET /api/batch/orders/{orderId}/report.${format}`, { ...of(id), query: { lang: language } });
}
