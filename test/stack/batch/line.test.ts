/** 批次製卡 on real readers: orders go through, from a file or from the RA, and their letters leave. */
import { readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import t from 'tap';
import type {
  WireApproval,
  WireBatchDryRun,
  WireBatchLetters,
  WireBatchLine,
  WireBatchReport,
  WirePlacedBatchOrder,
} from '../../../daemon/contract/messages.js';
import { textOf } from '../../harness/letterPdf.js';
import { placeBatchOrder, query } from '../../harness/raOffice.js';
import { supervisor } from '../../harness/site.js';

import {
  paper,
  site,
  line,
  logInAgain,
  view,
  readerIds,
  kiosk,
  readerPath,
  kioskOnLine,
  registrations,
  placeFile,
  act,
  order,
  done,
  blank,
  light,
  takeOut,
  atRa,
} from './lineStand.js';

await t.test('readers are on the line, the kiosk’s only when an operator says so', async (t) => {
  const { tiles, otherReaders } = await view();
  t.same(tiles.map(({ readerId }) => readerId).sort(), readerIds.slice(1).sort());
  t.match(otherReaders, [{ readerId: kiosk, kiosk: true }]);
  t.same(new Set(tiles.map(({ light, waitsFor }) => `${light} ${waitsFor ?? ''}`)), new Set(['wait order']));
  t.equal((await kioskOnLine()).tiles.length, 4);
  await t.rejects(line.request('PUT', readerPath('nowhere'), { onLine: true }), {
    message: 'job.create.readerUnknown',
  });
  const officer = await site.staff();
  await t.rejects(officer.request('PUT', readerPath(kiosk), { onLine: false }), {
    message: 'api.session.notPermitted',
  });
  t.equal((await officer.request<WireBatchLine>('GET', '/api/batch')).tiles.length, 4, 'whoever may view looks');
});

await t.test('an order from a file, and its letters', async (t) => {
  let made = '';

  await t.test('an order from a file goes through four readers', async (t) => {
    await kioskOnLine();
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
    t.match(await officer.request<WireBatchLetters>('GET', path), {
      printed: 3,
      inDoubt: [2],
      run: { brokenOff: true },
    });
    await officer.request('POST', path, { to: 'spool' });
    t.match(await officer.untilLetters(made), { interrupted: 1, run: { printed: 0 } }, 'a person looks at the printer');
    writeFileSync(join(paper, 'mode'), 'on');
    await logInAgain();
  });
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
  t.match((await act(big.id, { act: 'stop' })).order, { state: 'stopped' });
});

t.end();
