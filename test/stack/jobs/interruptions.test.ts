/** The card is pulled, another is put in, pcscd is restarted, the RA goes away: the job waits and goes on by itself. */
import t from 'tap';
import type { WireJob } from '../../../daemon/contract/messages.js';
import { query } from '../../harness/raOffice.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerA = ''] = site.pcsc.readers;
let staff = await site.staff();
const chosen = { mode: 'chosen', pin1: 'Good1234', pin2: 'Good5678' } as const;

async function begin(readerId: string, registrationId: string, pins: object): Promise<WireJob> {
  return staff.createJob({ kind: 'issueCard', readerId, registrationId, pins });
}

await t.test('a card pulled in the middle: another card is left alone, the same card goes on', async (t) => {
  const card = await site.pcsc.createCard();
  const other = await site.pcsc.createCard();
  await card.insert(0);
  const { id: readerId } = await staff.untilCard(readerA);
  await card.arm({ kind: 'pull', at: 1, instruction: 0x46, when: 'afterExecution' });
  const { id } = await begin(readerId, 'R-0001', { mode: 'random' });
  t.match(await staff.untilJob(id, 'waitingForCard', 'failed'), {
    state: 'waitingForCard',
    failure: { code: 'card.transport.removed' },
  });
  await card.untilRemoved();

  await other.insert(0);
  const { card: view } = await staff.until(() => {
    const reader = staff.readers.get(readerId);
    return reader?.card?.state === 'known' && reader.card.lifeCycle === 'blank' && reader;
  });
  t.match(view, { openJobId: null }, 'it is another card');
  t.equal((await staff.job(id)).state, 'waitingForCard');
  await other.remove();

  await card.insert(1);
  t.match(
    await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson'),
    { state: 'finished', result: { pinsInLetter: true } },
    'in whichever reader',
  );
  await card.remove();

  await staff.until(() => staff.ra?.outbox === 0);
  const letter = await site.ra.command('letters', await orderOf(await staff.job(id)));
  const pin1 = /第一組晶片卡密碼 (\S+)/.exec(letter.stdout)?.[1] ?? '';
  await card.insert(0);
  await staff.untilCard(readerA);
  const change = { kind: 'changePin', readerId, pin: 1, oldPin: pin1, newPin: 'Changed123' };
  const changed = await staff.createJob(change);
  t.match(
    await staff.untilJob(changed.id, 'finished', 'failed'),
    { state: 'finished' },
    'the letter’s PIN is the card’s',
  );
  await card.remove();
  await staff.until(() => staff.readers.get(readerId)?.card === null);
});

async function orderOf(job: WireJob): Promise<string> {
  const [row] = await query(site.ra, 'SELECT id FROM card_order WHERE registration_id = ?', job.registrationId ?? '');
  return String(row?.[0]);
}

await t.test('pcscd is restarted in the middle', async (t) => {
  const card = await site.pcsc.createCard();
  await card.insert(0);
  const { id: readerId } = await staff.untilCard(readerA);
  await card.arm({ kind: 'slow', at: 40, delayMs: 3_000 });
  const { id } = await begin(readerId, 'R-0002', { mode: 'random' });
  await card.nextHook();
  await site.pcsc.restartPcscd();
  t.match(await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson'), { state: 'finished' });
  await card.remove();
});

await t.test(
  'the gateway is killed while the card is at work: the next one waits for the card and goes on',
  async (t) => {
    const card = await site.pcsc.createCard();
    await card.insert(0);
    const { id: readerId } = await staff.untilCard(readerA);
    await card.arm({ kind: 'slow', at: 60, delayMs: 3_000 });
    const { id } = await begin(readerId, 'R-0004', { mode: 'random' });
    await card.nextHook();
    await site.gateway.kill();
    await site.restartGateway();
    staff = await site.staff();
    staff.jobs.set(id, await staff.job(id));
    t.match(await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson'), { state: 'finished' });
    await card.remove();
    await staff.until(() => staff.readers.get(readerId)?.card === null);
  },
);

await t.test('the RA is away: a PIN can be changed, an order waits for it and goes on', async (t) => {
  const card = await site.pcsc.createCard();
  await card.insert(0);
  const { id: readerId } = await staff.untilCard(readerA);
  await site.ra.stop('SIGKILL');
  const { id } = await begin(readerId, 'R-0003', chosen);
  t.match(await staff.untilJob(id, 'waitingForRa', 'failed'), {
    state: 'waitingForRa',
    failure: { code: 'ra.request.unavailable' },
  });
  t.equal((await staff.until(() => staff.ra?.reachable === false && staff.ra)).reachable, false);
  t.ok((await staff.request<{ asOf: string | null }>('GET', '/api/registrations')).asOf, 'the work list as last seen');
  await site.restartRa();
  t.match(await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson'), { state: 'finished' });
  await staff.until(() => staff.ra?.reachable === true && staff.ra.outbox === 0);

  await site.ra.stop('SIGKILL');
  await staff.untilCard(readerA);
  const change = { kind: 'changePin', readerId, pin: 1, oldPin: chosen.pin1, newPin: 'Changed123' };
  const changed = await staff.createJob(change);
  t.match(await staff.untilJob(changed.id, 'finished', 'failed'), { state: 'finished' }, 'needs no RA');
});

await t.test('the gateway starts without the RA and without pcscd, and finds both later', async (t) => {
  await site.gateway.stop();
  await site.pcsc.killPcscd();
  await site.restartGateway();
  const later = await site.staff();
  t.equal(later.readers.size, 0);
  t.equal(later.ra?.reachable, false);
  await site.pcsc.restartPcscd();
  await later.untilCard(readerA);
  await site.restartRa();
  await later.until(() => later.ra?.reachable === true);
});
t.end();
