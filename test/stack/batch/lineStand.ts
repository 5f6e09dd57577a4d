/** A counter with a batch line of four readers, for a whole test file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import type {
  WireBatchDryRun,
  WireBatchEntryList,
  WireBatchLine,
  WireBatchOrder,
  WireBatchTile,
  WirePlacedBatchOrder,
} from '../../../daemon/contract/messages.js';
import { query, registerApproved } from '../../harness/raOffice.js';
import type { CardHandle } from '../../harness/rackClient.js';
import { batchOperator, Site, supervisor } from '../../harness/site.js';

export const paper = mkdtempSync(join(tmpdir(), 'line-letters-'));
const printer = fileURLToPath(new URL('../counter/printerMain.js', import.meta.url));

export const site = await Site.start({
  readers: 4,
  staff: [batchOperator, supervisor],
  settings: {
    batch: { approvalAbove: 4 },
    letters: { printCommand: [process.execPath, printer, paper], spoolFolder: paper, portion: 3 },
  },
});
t.teardown(async () => {
  await site.stop();
  rmSync(paper, { recursive: true, force: true });
});
/** The operator's session; another one after `logInAgain`. */
export let line = await site.staff(batchOperator);

/** After the gateway was started again. */
export async function logInAgain(): Promise<void> {
  line = await site.staff(batchOperator);
}

export const view = () => line.request<WireBatchLine>('GET', '/api/batch');
/** By index of the reader. */
export const readerIds = site.pcsc.readers.map(
  (pcscName) => [...line.readers.values()].find((reader) => reader.pcscName === pcscName)?.id ?? '',
);
export const [kiosk = ''] = readerIds;

export const readerPath = (id: string) => `/api/batch/readers/${encodeURIComponent(id)}`;
export const kioskOnLine = () => line.request<WireBatchLine>('PUT', readerPath(kiosk), { onLine: true });

export const [updateBinary, changeReferenceData] = [0xd6, 0x24];

let registered = 1;
export async function registrations(count: number): Promise<string[]> {
  const ids = await registerApproved(site.ra, count, registered, { channel: 'batch', withoutPassword: true });
  registered += count;
  return ids.map(({ id }) => id);
}

export async function placeFile(ids: readonly string[], more: object = {}): Promise<WireBatchOrder> {
  const content = `registrationId\r\n${ids.join('\r\n')}\r\n`;
  const { id: dryRunId } = await line.request<WireBatchDryRun>('POST', '/api/batch/dry-runs', {
    format: 'csv',
    content,
  });
  const order = { from: 'file', dryRunId, name: `測試訂單 ${ids[0] ?? ''}`, ...more };
  return (await line.request<WirePlacedBatchOrder>('POST', '/api/batch/orders', order)).order;
}

export const act = (id: string, change: object) =>
  line.request<WirePlacedBatchOrder>('PATCH', `/api/batch/orders/${id}`, change);
export const order = (id: string) => line.request<WireBatchOrder>('GET', `/api/batch/orders/${id}`);
export const entries = async (id: string) =>
  (await line.request<WireBatchEntryList>('GET', `/api/batch/orders/${id}/entries`)).entries;

/** Finished with so many issued: what was told before may be a second old. */
export const done = (id: string, issued: number) =>
  line.until(() => {
    const told = line.batchOrders.get(id);
    return told?.state === 'finished' && told.counts.issued === issued && told;
  });

export async function blank(reader: number): Promise<CardHandle> {
  const card = await site.pcsc.createCard();
  await card.insert(reader);
  return card;
}

export const light = (reader: number, ...lights: WireBatchTile['light'][]) =>
  line.untilLight(readerIds[reader] ?? '', ...lights);

export async function takeOut(...cards: readonly CardHandle[]): Promise<void> {
  await Promise.all(cards.map((card) => card.remove()));
}

/** The RA's own books: a card each, and nobody a second one. */
export async function atRa(t: Test, ids: readonly string[], state = 'issued'): Promise<void> {
  await line.until(() => line.ra?.outbox === 0);
  const states = await query(site.ra, 'SELECT id FROM registration WHERE state = ?', state);
  const ofState = new Set(states.map(([id]) => id));
  t.same(
    ids.filter((id) => !ofState.has(id)),
    [],
    `all of them are ${state}`,
  );
  const orders = await query(site.ra, 'SELECT registration_id, card_serial FROM card_order WHERE spoiled_at IS NULL');
  const mine = orders.filter(([id]) => ids.includes(String(id)));
  t.equal(mine.length, ids.length, 'an order each');
  t.equal(new Set(mine.map(([, serial]) => serial)).size, ids.length, 'a card each');
}
