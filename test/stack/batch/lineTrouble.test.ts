/** 批次製卡 on real readers: what goes wrong in one reader is that reader’s and that card’s alone. */
import t from 'tap';
import type { WireBatchOrder, WireBatchReport } from '../../../daemon/contract/messages.js';
import {
  site,
  line,
  logInAgain,
  view,
  readerIds,
  kioskOnLine,
  updateBinary,
  changeReferenceData,
  registrations,
  placeFile,
  act,
  order,
  entries,
  done,
  blank,
  light,
  takeOut,
  atRa,
} from './lineStand.js';

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

await t.test('kill -9 in the middle: every card goes on, and nobody gets two', async (t) => {
  await kioskOnLine();
  const [before, ids, later] = [await registrations(1), await registrations(4), await registrations(1)];
  // One card tells how often a card changes a PIN or PUK: the last time is the hand-over, of which only a person can say more.
  const sample = await placeFile(before);
  const whole = await blank(2);
  await line.untilOrder(sample.id, 'finished');
  const changes = (await whole.transcript()).filter(({ command }) => command.slice(2, 4) === '24').length;
  await whole.remove();
  const { id } = await placeFile(ids);
  const next = await placeFile(later);
  const cards = await Promise.all([0, 1, 2, 3].map(() => site.pcsc.createCard()));
  const [first, second, third] = cards;
  if (first === undefined || second === undefined || third === undefined) throw new Error('four cards');
  await first.arm({ kind: 'hold', at: 60, when: 'afterExecution' });
  await second.arm({ kind: 'hold', at: 35, when: 'beforeExecution' });
  await third.arm({ kind: 'hold', at: changes, instruction: changeReferenceData, when: 'afterExecution' });
  await Promise.all(cards.map((card, reader) => card.insert(reader)));
  await Promise.all([first.nextHook(), second.nextHook(), third.nextHook()]);
  await site.gateway.kill();
  await Promise.all([first.release(), second.release(), third.release()]);
  await site.restartGateway();
  await logInAgain();
  const { question } = await line.until(() =>
    [...line.jobs.values()].find(({ readerId, state }) => readerId === readerIds[2] && state === 'waitingForPerson'),
  );
  t.match(question, { kind: 'enterPins', mode: 'random', reason: { code: 'issueCard.deliverPin.interrupted' } });
  // The fourth card was nobody's to stop: its question, if there is one, is the same.
  const answered = new Set<string>();
  await line.until(() => {
    for (const job of line.jobs.values()) {
      if (job.question?.kind !== 'enterPins' || answered.has(job.id)) continue;
      answered.add(job.id);
      void line.answer(job.id, { kind: 'enterPins', pins: { mode: 'random' } });
    }
    return line.batchOrders.get(id)?.counts.issued === 4;
  });
  t.match(await line.untilOrder(id, 'finished'), { counts: { total: 4, issued: 4, failed: 0 } });
  await takeOut(...cards);
  const last = await blank(2);
  t.match(await line.untilOrder(next.id, 'finished'), { counts: { issued: 1, failed: 0 } });
  await last.remove();
  await atRa(t, [...ids, ...later]);
});

// The last one: readers 2 and 3 do not come back.
await t.test('a card that hangs and readers that are unplugged hold up no other reader', async (t) => {
  await kioskOnLine();
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

t.end();
