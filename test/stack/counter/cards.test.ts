/** Cards get a number when they are met, and are spoiled (作廢) for good. */
import t from 'tap';
import type {
  WireApproval,
  WireCardRecord,
  WireQuarantine,
  WireRegistration,
  WireRegistrationList,
} from '../../../daemon/contract/messages.js';
import { taipeiDay } from '../../../base/taipei.js';
import { Site, supervisor } from '../../harness/site.js';

const site = await Site.start({ readers: 2, staff: [supervisor] });
t.teardown(() => site.stop());
const [firstReader = '', secondReader = ''] = site.pcsc.readers;
let staff = await site.staff();
const pins = { mode: 'chosen', pin1: 'Aa12345678', pin2: 'Zz87654321' } as const;

async function put(index: 0 | 1) {
  const card = await site.pcsc.createCard();
  await card.insert(index);
  const reader = await staff.untilCard(index === 0 ? firstReader : secondReader);
  return { card, readerId: reader.id, serial: reader.card?.state === 'known' ? reader.card.serial : '' };
}
const look = (serial: string) => staff.request<WireCardRecord>('GET', `/api/cards/${serial}`);
const spoil = (serial: string, key: string = crypto.randomUUID(), reason = 'damaged') =>
  staff.request<WireCardRecord>(
    'POST',
    `/api/cards/${serial}/spoil`,
    { reason, note: '晶片刮傷' },
    { 'idempotency-key': key },
  );
async function state(registrationId: string): Promise<WireRegistration['state'] | undefined> {
  const { registrations } = await staff.request<WireRegistrationList>('GET', '/api/registrations');
  return registrations.find(({ id }) => id === registrationId)?.state;
}

await t.test('a stock number each, kept when the card comes again', async (t) => {
  const [one, two] = [await put(0), await put(1)];
  const numbers = [await look(one.serial), await look(two.serial)].map(({ stockNumber }) => stockNumber);
  t.same(numbers, [1, 2]);
  await one.card.remove();
  await one.card.insert(0);
  await staff.untilCard(firstReader, one.serial);
  t.match(await look(one.serial), { stockNumber: 1, family: 'isoapplet', spoiled: null });
  await one.card.remove();
  await two.card.remove();
});

await t.test('a blank card is spoiled: shown so, and refused for every job but a look', async (t) => {
  const { card, readerId, serial } = await put(0);
  const key = crypto.randomUUID();
  t.match(await spoil(serial.toLowerCase(), key), {
    spoiled: { reason: 'damaged', note: '晶片刮傷', operator: 'officer1' },
    ras: [{ record: { state: 'spoiled', spoilReason: 'damaged' } }],
  });
  t.match(await spoil(serial, key), { spoiled: { reason: 'damaged' } }, 'asked twice, done once');
  await staff.until(() => {
    const shown = staff.readers.get(readerId)?.card;
    return shown?.state === 'known' && shown.isSpoiled;
  });
  await t.rejects(staff.createJob({ kind: 'issueCard', readerId, registrationId: 'R-0001', pins }), {
    message: 'job.create.cardSpoiled',
  });
  const { id } = await staff.createJob({ kind: 'viewCard', readerId });
  t.match(await staff.untilJob(id, 'finished', 'failed'), { state: 'finished' });
  await site.gateway.stop();
  await site.restartGateway();
  staff = await site.staff();
  const again = await staff.untilCard(firstReader, serial);
  t.match(again.card, { isSpoiled: true }, 'also after a restart');
  await card.remove();
});

await t.test('an issued card: certificates in force are revoked first', async (t) => {
  const { card, readerId, serial } = await put(0);
  const { id } = await staff.createJob({ kind: 'issueCard', readerId, registrationId: 'R-0002', pins });
  t.match(await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson'), { state: 'finished' });
  await staff.until(() => staff.ra?.outbox === 0);
  await t.rejects(spoil(serial), { message: 'ra.refused.certificatesInForce', failure: { facts: { count: 2 } } });
  t.match(await look(serial), { spoiled: null });
  await card.remove();
});

await t.test('a card that was begun: its job ends, and the registration takes another card', async (t) => {
  const { card, readerId, serial } = await put(0);
  // PUT DATA of the first file: the RA knows the card, and it has no certificates yet.
  await card.arm({ kind: 'pull', at: 1, instruction: 0xd6, when: 'beforeExecution' });
  const { id } = await staff.createJob({ kind: 'issueCard', readerId, registrationId: 'R-0004', pins });
  await staff.untilJob(id, 'waitingForCard');
  await card.untilRemoved();
  t.match(await spoil(serial, crypto.randomUUID(), 'personalisationFailed'), { spoiled: { operator: 'officer1' } });
  t.match(await staff.untilJob(id, 'cancelled'), { failure: { code: 'job.spoil.spoiled' } });
  t.equal(await state('R-0004'), 'approved');
  const other = await put(0);
  const job = await staff.createJob({ kind: 'issueCard', readerId, registrationId: 'R-0004', pins });
  t.match(await staff.untilJob(job.id, 'finished', 'failed', 'waitingForPerson'), { state: 'finished' });
  const { history } = await look(serial);
  const told = history.map((entry) => (entry.source === 'audit' ? entry.action : entry.source));
  t.ok(told.includes('card.spoiled') && told.includes('job') && told.includes('ra'));
  await other.card.remove();
});

await t.test(
  'a card of a lot that is held back is shown so, and taken again when two people have agreed',
  async (t) => {
    const { card, readerId, serial } = await put(0);
    const range = { from: serial, to: serial };
    await staff.request('POST', '/api/stock/boxes', { label: 'BOX-1', family: 'isoapplet', range, lot: 'L7' });
    t.match(await look(serial), { box: { label: 'BOX-1', lot: 'L7' } });
    const { id } = await staff.request<WireQuarantine>('POST', '/api/quarantines', { range, reason: '供應商通知' });
    await staff.until(() => {
      const shown = staff.readers.get(readerId)?.card;
      return shown?.state === 'known' && shown.quarantineId === id;
    });
    const order = { kind: 'issueCard', readerId, registrationId: 'R-0008', pins };
    await t.rejects(staff.createJob(order), { message: 'job.create.cardQuarantined' });
    const path = `/api/quarantines/${id}/lift`;
    const { approval } = await staff.request<{ approval: WireApproval }>('POST', path, { reason: '已檢測' });
    const boss = await site.staff(supervisor);
    await boss.request('POST', `/api/approvals/${approval.id}/decision`, { decision: 'approve' });
    const job = await staff.createJob(order);
    t.match(await staff.untilJob(job.id, 'finished', 'failed', 'waitingForPerson'), { state: 'finished' });
    await card.remove();
  },
);

await t.test('a card at work is not spoiled; its keys are of the lot that is held back meanwhile', async (t) => {
  const { card, readerId, serial } = await put(0);
  await card.arm({ kind: 'slow', at: 1, instruction: 0xd6, delayMs: 2_000 });
  const { id } = await staff.createJob({ kind: 'issueCard', readerId, registrationId: 'R-0006', pins });
  await t.rejects(spoil(serial), { message: 'card.spoil.atWork' });
  const keys = { from: taipeiDay(Date.now()), to: null };
  const lot = await staff.request<WireQuarantine>('POST', '/api/quarantines', { keys, reason: '供應商通知' });
  t.match(await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson'), { state: 'finished' });
  await staff.until(() => {
    const shown = staff.readers.get(readerId)?.card;
    return shown?.state === 'known' && shown.lifeCycle === 'issued' && shown.quarantineId === lot.id;
  });
});
t.end();
