/** 批次製卡 on real readers: orders go through, and what goes wrong in one reader is that reader's and that card's alone. */
import t, { type Test } from 'tap';
import type {
  WireBatchDryRun,
  WireBatchLine,
  WireBatchOrder,
  WireBatchReport,
  WireBatchTile,
  WirePlacedBatchOrder,
} from '../../../daemon/api/messages.js';
import { query, registerApproved } from '../../harness/raOffice.js';
import type { CardHandle } from '../../harness/rackClient.js';
import { batchOperator, Site } from '../../harness/site.js';

const site = await Site.start({
  readers: 4,
  staff: [batchOperator],
  settings: { batch: { approvalAbove: 4 } },
});
t.teardown(() => site.stop());
const line = await site.staff(batchOperator);

const view = () => line.request<WireBatchLine>('GET', '/api/batch');
const { tiles, otherReaders } = await view();
/** By index of the reader. */
const readerIds = site.pcsc.readers.map(
  (pcscName) => [...line.readers.values()].find((reader) => reader.pcscName === pcscName)?.id ?? '',
);
const [kiosk = ''] = readerIds;

let registered = 1;
async function registrations(count: number): Promise<string[]> {
  const ids = await registerApproved(site.ra, count, registered, { channel: 'batch', withoutPassword: true });
  registered += count;
  return ids.map(({ id }) => id);
}

async function placeFile(ids: readonly string[], more: object = {}): Promise<WireBatchOrder> {
  const content = `registrationId\r\n${ids.join('\r\n')}\r\n`;
  const { id: dryRunId } = await line.request<WireBatchDryRun>('POST', '/api/batch/dry-runs', {
    format: 'csv',
    content,
  });
  const order = { from: 'file', dryRunId, name: `測試訂單 ${ids[0] ?? ''}`, ...more };
  return (await line.request<WirePlacedBatchOrder>('POST', '/api/batch/orders', order)).order;
}

async function blank(reader: number): Promise<CardHandle> {
  const card = await site.pcsc.createCard();
  await card.insert(reader);
  return card;
}

const light = (reader: number, ...lights: WireBatchTile['light'][]) =>
  line.untilLight(readerIds[reader] ?? '', ...lights);

async function takeOut(...cards: readonly CardHandle[]): Promise<void> {
  await Promise.all(cards.map((card) => card.remove()));
}

/** The RA's own books: a card each, and nobody a second one. */
async function atRa(t: Test, ids: readonly string[], state = 'issued'): Promise<void> {
  await line.until(() => line.ra?.outbox === 0);
  const states = await query(site.ra, 'SELECT id FROM registration WHERE state = ?', state);
  const ofState = new Set(states.map(([id]) => id));
  t.same(
    ids.filter((id) => !ofState.has(id)),
    [],
    `all of them are ${state}`,
  );
  const orders = await query(site.ra, 'SELECT registration_id, card_serial FROM card_order');
  const mine = orders.filter(([id]) => ids.includes(String(id)));
  t.equal(mine.length, ids.length, 'an order each');
  t.equal(new Set(mine.map(([, serial]) => serial)).size, ids.length, 'a card each');
}

await t.test('readers are on the line, the kiosk’s only when an operator says so', async (t) => {
  t.same(tiles.map(({ readerId }) => readerId).sort(), readerIds.slice(1).sort());
  t.match(otherReaders, [{ readerId: kiosk, kiosk: true }]);
  t.same(new Set(tiles.map(({ light, waitsFor }) => `${light} ${waitsFor ?? ''}`)), new Set(['wait order']));
  const path = (id: string) => `/api/batch/readers/${encodeURIComponent(id)}`;
  const after = await line.request<WireBatchLine>('PUT', path(kiosk), { onLine: true });
  t.equal(after.tiles.length, 4);
  await t.rejects(line.request('PUT', path('nowhere'), { onLine: true }), { message: 'job.create.readerUnknown' });
  const officer = await site.staff();
  await t.rejects(officer.request('PUT', path(kiosk), { onLine: false }), { message: 'api.session.notPermitted' });
  t.equal((await officer.request<WireBatchLine>('GET', '/api/batch')).tiles.length, 4, 'whoever may view looks');
});

await t.test('an order from a file goes through four readers', async (t) => {
  const ids = await registrations(4);
  const { id } = await placeFile(ids);
  await light(1, 'insert');
  const cards = await Promise.all([0, 1, 2, 3].map(blank));
  t.match(await line.untilOrder(id, 'finished'), { counts: { issued: 4, waiting: 0, failed: 0 } });
  for (const reader of [0, 1, 2, 3]) t.match(await light(reader, 'good'), { work: { orderId: id }, issued: 1 });
  await takeOut(...cards);
  await light(3, 'wait');
  await atRa(t, ids);
  const report = await line.request<WireBatchReport>('GET', `/api/batch/orders/${id}/report`);
  t.equal(report.readers.length, 4);
  t.equal(report.stock.before - report.stock.after, 4);
  t.match(await line.file(`/api/batch/orders/${id}/report.csv?lang=en`), { content: /Issued,4/ });
  t.match((await line.file(`/api/batch/orders/${id}/report.pdf`)).content.subarray(0, 5).toString(), '%PDF-');
});
t.end();
