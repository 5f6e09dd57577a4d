/** 批次製卡 on real readers: orders go through, and what goes wrong in one reader is that reader's and that card's alone. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import type {
  WireApproval,
  WireBatchDryRun,
  WireBatchEntryList,
  WireBatchLetters,
  WireBatchLine,
  WireBatchOrder,
  WireBatchReport,
  WireBatchTile,
  WirePlacedBatchOrder,
} from '../../../daemon/contract/messages.js';
import { textOf } from '../../harness/letterPdf.js';
import { placeBatchOrder, query, registerApproved } from '../../harness/raOffice.js';
import type { CardHandle } from '../../harness/rackClient.js';
import { batchOperator, Site, supervisor } from '../../harness/site.js';

const paper = mkdtempSync(join(tmpdir(), 'line-letters-'));
const printer = fileURLToPath(new URL('../counter/printerMain.js', import.meta.url));

const site = await Site.start({
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
let line = await site.staff(batchOperator);

const view = () => line.request<WireBatchLine>('GET', '/api/batch');
const { tiles, otherReaders } = await view();
/** By index of the reader. */
const readerIds = site.pcsc.readers.map(
  (pcscName) => [...line.readers.values()].find((reader) => reader.pcscName === pcscName)?.id ?? '',
);
const [kiosk = ''] = readerIds;

const updateBinary = 0xd6;

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

const act = (id: string, change: object) =>
  line.request<WirePlacedBatchOrder>('PATCH', `/api/batch/orders/${id}`, change);
const order = (id: string) => line.request<WireBatchOrder>('GET', `/api/batch/orders/${id}`);
const entries = async (id: string) =>
  (await line.request<WireBatchEntryList>('GET', `/api/batch/orders/${id}/entries`)).entries;

/** Finished with so many issued: what was told before may be a second old. */
const done = (id: string, issued: number) =>
  line.until(() => {
    const told = line.batchOrders.get(id);
    return told?.state === 'finished' && told.counts.issued === issued && told;
  });

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
  const orders = await query(site.ra, 'SELECT registration_id, card_serial FROM card_order WHERE spoiled_at IS NULL');
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

let made = '';
await t.test('an order from a file goes through four readers', async (t) => {
  const ids = await registrations(4);
  const { id } = await placeFile(ids);
  made = id;
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
  const file = join(t.testdir(), 'report.pdf');
  writeFileSync(file, (await line.file(`/api/batch/orders/${id}/report.pdf`)).content);
  const text = await textOf(file);
  t.match(text, /批次製卡報表 測試訂單/);
  t.match(text, /完成 +4\n/);
});

await t.test('an order of the RA: paused, overtaken, stopped and resumed', async (t) => {
  const [ids, urgent] = [await registrations(2), await registrations(1)];
  const raOrderId = await placeBatchOrder(site.ra, { name: '一月份', product: 'prepareCard', registrations: ids });
  const { orders } = await line.request<{ orders: { id: string; raId: string; count: number }[] }>(
    'GET',
    '/api/batch/ra-orders',
  );
  t.match(
    orders.find((order) => order.id === raOrderId),
    { raId: 'jcic', count: 2 },
  );
  const place = { from: 'ra', raId: 'jcic', raOrderId };
  const { order: slow } = await line.request<WirePlacedBatchOrder>('POST', '/api/batch/orders', place);
  await t.rejects(line.request('POST', '/api/batch/orders', place), { message: 'batch.place.taken' });
  t.match(slow, { name: '一月份', raOrderId, product: 'prepareCard', state: 'running', counts: { total: 2 } });
  t.match((await act(slow.id, { act: 'pause' })).order, { state: 'paused' });
  t.match(await light(1, 'wait'), { waitsFor: 'paused' });
  const first = await blank(1);
  await line.until(() => line.tiles.get(readerIds[1] ?? '')?.cardSerial);
  const quick = await placeFile(urgent, { priority: 9 });
  t.match(await line.untilOrder(quick.id, 'finished'), { counts: { issued: 1 } }, 'the card that lay there is taken');
  t.match((await order(slow.id)).counts, { waiting: 2 });
  await takeOut(first);
  t.match((await act(slow.id, { act: 'stop' })).order, { state: 'stopped' }, 'no card is under way');
  await t.rejects(act(slow.id, { act: 'pause' }), { message: 'batch.order.notNow' });
  t.match((await act(slow.id, { act: 'resume' })).order, { state: 'running' });
  const second = await site.pcsc.createCard();
  await second.arm({ kind: 'slow', at: 12, delayMs: 1_500 });
  await second.insert(1);
  await light(1, 'working');
  await second.nextHook();
  t.match((await act(slow.id, { act: 'stop' })).order, { state: 'stopping' });
  const third = await blank(2);
  t.match(
    await line.untilOrder(slow.id, 'stopped'),
    { counts: { issued: 1, waiting: 1 } },
    'the present card was finished',
  );
  t.match(await light(2, 'wait'), { waitsFor: 'order' }, 'and no other begun');
  await act(slow.id, { act: 'resume' });
  await done(slow.id, 2);
  await takeOut(second, third);
  await atRa(t, ids, 'prepared');
});

await t.test('a pulled card goes on in another reader, while a blank one is made in its own', async (t) => {
  const ids = await registrations(2);
  const pulled = await site.pcsc.createCard();
  await pulled.arm({ kind: 'pull', at: 1, instruction: 0x46, when: 'afterExecution' });
  const { id } = await placeFile(ids);
  await pulled.insert(1);
  const { cardSerial } = await line.until(() => {
    const tile = line.tiles.get(readerIds[1] ?? '');
    return tile?.light === 'insert' && tile.work !== null && tile;
  });
  await pulled.untilRemoved();
  t.match((await view()).outside, [{ orderId: id, entry: { number: 1, cardSerial, state: 'working' } }]);
  const other = await blank(1);
  t.match(await light(1, 'good'), { work: { number: 2 } });
  await pulled.insert(3);
  t.match(await light(3, 'good'), { cardSerial, work: { number: 1 } });
  t.match(await line.untilOrder(id, 'finished'), { counts: { issued: 2 } });
  t.same(
    (await entries(id)).map(({ readerId }) => readerId),
    [readerIds[3], readerIds[1]],
  );
  await takeOut(pulled, other);
  await atRa(t, ids);
});

await t.test('a card that is half made and bad is spoiled: its entry waits for another blank card', async (t) => {
  const ids = await registrations(2);
  const bad = await site.pcsc.createCard();
  await bad.arm({ kind: 'damage', at: 1, instruction: updateBinary, damage: { how: 'replace', response: '6581' } });
  const { id } = await placeFile(ids);
  await bad.insert(1);
  const tile = await light(1, 'bad');
  t.match(tile, { question: { kind: 'decide' }, failure: { code: 'card.command.refused' }, work: { number: 1 } });
  const good = await blank(2);
  t.match(await light(2, 'good'), { work: { number: 2 } }, 'the others go on');
  await good.remove();
  await line.answer(tile.work?.jobId ?? '', { kind: 'decide', decision: 'stop' });
  await line.until(() => line.tiles.get(readerIds[1] ?? '')?.failure?.code === 'job.decide.setAside');
  const spoil = { reason: 'damaged', note: '' };
  const path = `/api/cards/${tile.cardSerial ?? ''}/spoil`;
  await line.request('POST', path, spoil, { 'idempotency-key': crypto.randomUUID() });
  t.match(await light(1, 'takeOut'), { work: null });
  t.match((await order(id)).counts, { issued: 1, waiting: 1, failed: 0 });
  await bad.remove();
  await light(1, 'insert');
  const other = await blank(1);
  t.match(await line.untilOrder(id, 'finished'), { counts: { issued: 2 } });
  await other.remove();
  await atRa(t, ids);
  const report = await line.request<WireBatchReport>('GET', `/api/batch/orders/${id}/report`);
  t.match(report.spoiled, [{ cardSerial: tile.cardSerial, number: 1, reason: 'damaged' }]);
});

await t.test('an entry that fails leaves its card to the next one, and runs again with another card', async (t) => {
  const ids = await registrations(2);
  const officer = await site.staff();
  const claim = `/api/cases/jcic/${ids[0] ?? ''}/claim`;
  await officer.request('POST', claim, {});
  const { id } = await placeFile(ids, { product: 'prepareCard' });
  const first = await blank(1);
  t.match(await line.untilOrder(id, 'finished'), { counts: { issued: 1, failed: 1 } });
  await first.remove();
  const [failed] = await entries(id);
  t.match(failed, { number: 1, state: 'failed', cardSerial: null, failure: { code: 'case.claim.taken' } });
  t.match((await view()).failures[0], { orderId: id, entry: { number: 1 } });
  await officer.request('DELETE', claim);
  const again = await line.request<WireBatchOrder>('POST', `/api/batch/orders/${id}/runs-again`, { numbers: [1, 2] });
  t.match(again, { state: 'running', counts: { waiting: 1, issued: 1 } });
  const second = await blank(1);
  t.match(await done(id, 2), { counts: { failed: 0 } });
  await second.remove();
  await atRa(t, ids, 'prepared');
});

await t.test(
  'a card that fails while it is blank is taken out first, and a person stops what cannot go on',
  async (t) => {
    const ids = await registrations(1);
    const { id } = await placeFile(ids, { product: 'prepareCard' });
    const card = await site.pcsc.createCard();
    await act(id, { act: 'pause' });
    await card.insert(1);
    await line.until(() => line.tiles.get(readerIds[1] ?? '')?.cardSerial);
    await card.arm({ kind: 'pull', at: 1, when: 'beforeExecution' });
    await act(id, { act: 'resume' });
    const lost = await line.until(() => {
      const tile = line.tiles.get(readerIds[1] ?? '');
      return tile?.light === 'insert' && tile.work;
    });
    await card.untilRemoved();
    await line.request('POST', `/api/jobs/${lost.jobId}/cancel`, {});
    t.match(await line.untilOrder(id, 'finished'), { counts: { failed: 1 } });
    t.match(await entries(id), [{ failure: { code: 'batch.entry.cancelled' } }]);
    await line.request('POST', `/api/batch/orders/${id}/runs-again`, {});
    const other = await blank(2);
    t.match(await done(id, 1), { counts: { failed: 0 } });
    await other.remove();
  },
);

await t.test('above the limit a second person approves; without their word no card is begun', async (t) => {
  const ids = await registrations(5);
  const content = ids.map((registrationId) => ({ registrationId }));
  const tried = { format: 'json', content: JSON.stringify(content) };
  const dryRun = await line.request<WireBatchDryRun>('POST', '/api/batch/dry-runs', tried);
  t.match(dryRun, { good: 5, badCount: 0, needsApproval: true, blanks: 5 });
  const placed = { from: 'file', dryRunId: dryRun.id, name: '大訂單' };
  const { order: big, approval } = await line.request<WirePlacedBatchOrder>('POST', '/api/batch/orders', placed);
  t.match(big, { state: 'awaitingApproval', approvedBy: null });
  t.match(approval, { action: 'batch.runOrder', facts: { cards: 5 } });
  const other = await line.request<WireBatchDryRun>('POST', '/api/batch/dry-runs', tried);
  t.match(other, { good: 0, badCount: 5, bad: [{ line: 1, reason: { code: 'batch.line.inOtherOrder' } }] });
  const chief = await site.staff(supervisor);
  const decide = (given: WireApproval | null, decision: string) =>
    chief.request('POST', `/api/approvals/${given?.id ?? ''}/decision`, { decision, reason: '' });
  await decide(approval, 'reject');
  t.match(await order(big.id), { state: 'stopped' });
  const asked = await act(big.id, { act: 'resume' });
  t.match(asked, { order: { state: 'awaitingApproval' }, approval: { state: 'pending' } }, 'it is asked for again');
  await decide(asked.approval, 'approve');
  t.match(await line.untilOrder(big.id, 'running'), { approvedBy: supervisor.name });
});

await t.test('kill -9 in the middle: every card goes on, and nobody gets two', async (t) => {
  const { orders } = await view();
  const id = orders.find(({ state }) => state === 'running')?.id ?? '';
  const cards = await Promise.all([0, 1, 2, 3].map(() => site.pcsc.createCard()));
  await cards[0]?.arm({ kind: 'slow', at: 60, delayMs: 2_500 });
  await cards[1]?.arm({ kind: 'slow', at: 35, delayMs: 2_500 });
  await Promise.all(cards.map((card, reader) => card.insert(reader)));
  await Promise.all([cards[0]?.nextHook(), cards[1]?.nextHook()]);
  await site.gateway.kill();
  await site.restartGateway();
  line = await site.staff(batchOperator);
  await line.until(() => line.batchOrders.get(id)?.counts.issued === 4);
  await takeOut(...cards);
  const last = await blank(2);
  t.match(await line.untilOrder(id, 'finished'), { counts: { total: 5, issued: 5, failed: 0 } });
  await last.remove();
  await atRa(
    t,
    (await entries(id)).map(({ registrationId }) => registrationId),
  );
});

await t.test('a card that hangs and readers that are unplugged hold up no other reader', async (t) => {
  const ids = await registrations(4);
  const { id } = await placeFile(ids, { product: 'prepareCard' });
  const hung = await site.pcsc.createCard();
  await hung.arm({ kind: 'mute', at: 12, when: 'beforeExecution' });
  await hung.insert(0);
  await hung.nextHook();
  for (const number of [2, 3]) {
    const card = await blank(1);
    t.match(await light(1, 'good'), { work: { number } });
    await card.remove();
    await light(1, 'insert');
  }
  t.match(await light(0, 'working'), { work: { number: 1 } });
  await hung.remove();
  // The pair of 2 and 3 goes, with a new pcscd.
  await site.pcsc.unplugReaders(2);
  t.match(await light(2, 'wait'), { waitsFor: 'reader' });
  await hung.insert(1);
  await light(1, 'good');
  await hung.remove();
  await light(1, 'insert');
  const card = await blank(1);
  t.match(await line.untilOrder(id, 'finished'), { counts: { issued: 4 } });
  await card.remove();
  await atRa(t, ids, 'prepared');
});

await t.test('letters of an order: to the spool folder by an officer, and not again without a reason', async (t) => {
  const path = `/api/batch/orders/${made}/letters`;
  await t.rejects(line.request('POST', path, { to: 'spool' }), { message: 'api.session.notPermitted' });
  let officer = await site.staff();
  await t.rejects(officer.request('POST', '/api/batch/orders/nowhere/letters', { to: 'spool' }), {
    message: 'batch.order.unknown',
  });
  t.match(await line.request('GET', path), { spool: true, total: 4, printed: 0, waiting: 4, run: null });
  await officer.request('POST', path, { to: 'spool' });
  const { run, ...progress } = await officer.untilLetters(made);
  t.match(progress, { total: 4, printed: 4, failed: 0, interrupted: 0, waiting: 0 });
  t.match(run, { printed: 4, failed: 0, failure: null, files: { length: 2 } });
  const pages = (await Promise.all((run?.files ?? []).map((file) => textOf(join(paper, file))))).join('').split('\f');
  const { entries } = await line.request<{ entries: { number: number; cardSerial: string }[] }>(
    'GET',
    `/api/batch/orders/${made}/entries`,
  );
  t.equal(pages.length, entries.length + 1);
  for (const [index, { cardSerial }] of entries.entries()) t.match(pages[index], cardSerial, 'in card order');
  await line.until(() => line.ra?.outbox === 0);
  t.same(await query(site.ra, 'SELECT count(*), max(copy) FROM letter_print'), [[4, 1]]);

  writeFileSync(join(paper, 'mode'), 'hang');
  const watcher = watch(paper);
  await officer.request('POST', path, { to: 'printer', numbers: [2], reprintReason: '紙張污損' });
  await t.rejects(officer.request('POST', path, { to: 'printer' }), { message: 'letter.run.underWay' });
  while (!readdirSync(paper).includes('begun')) await once(watcher, 'change');
  watcher.close();
  await site.gateway.kill();
  process.kill(Number(readFileSync(join(paper, 'begun'), 'utf8')), 'SIGKILL');
  await site.restartGateway();
  officer = await site.staff();
  t.match(await officer.request<WireBatchLetters>('GET', path), { printed: 3, inDoubt: [2], run: { brokenOff: true } });
  await officer.request('POST', path, { to: 'spool' });
  t.match(await officer.untilLetters(made), { interrupted: 1, run: { printed: 0 } }, 'a person looks at the printer');
});
t.end();
