/** What is refused: a clear code in both languages, no APDU where none is needed, no try spent, nothing lost. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { WireJob } from '../../../daemon/contract/messages.js';
import type { ApiClient } from '../../harness/apiClient.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerA = '', readerB = ''] = site.pcsc.readers;
const staff = await site.staff();
const kiosk = await site.kiosk();
const chosen = { mode: 'chosen', pin1: 'Aa12345678', pin2: 'Zz87654321' } as const;

async function issue(readerId: string, registrationId: string, pins: object = chosen): Promise<WireJob> {
  const { id } = await staff.createJob({ kind: 'issueCard', readerId, registrationId, pins });
  return staff.untilJob(id, 'finished', 'failed', 'waitingForPerson', 'waitingForRa');
}

await t.test('a PIN that breaks the rule never reaches the card', async (t) => {
  const card = await site.pcsc.createCard();
  await card.insert(0);
  const { id: readerId } = await staff.untilCard(readerA);
  const before = await card.apduCount();
  for (const [pin1, code] of [
    ['short', 'card.pin.tooShort'],
    ['seventeen12345678', 'card.pin.tooLong'],
    ['with blank', 'card.pin.character'],
    ['密碼密碼密碼', 'card.pin.tooLong'],
    ['１２３４', 'card.pin.character'],
  ] as const) {
    await t.rejects(issue(readerId, 'R-0001', { ...chosen, pin1 }), {
      message: code,
      status: 422,
      failure: { happened: { 'zh-TW': /密碼/, en: /PIN/ } },
    });
  }
  t.equal(await card.apduCount(), before, 'no APDU was sent');
  await card.remove();
  await staff.until(() => staff.readers.get(readerId)?.card === null);
});

await t.test('a registration that may not be issued leaves the card blank', async (t) => {
  const card = await site.pcsc.createCard();
  await card.insert(0);
  const { id: readerId } = await staff.untilCard(readerA);
  for (const [registration, code] of [
    ['R-0013', 'ra.refused.registrationNotApproved'],
    ['R-0015', 'ra.refused.registrationAlreadyIssued'],
    ['R-9999', 'ra.refused.registrationUnknown'],
  ] as const) {
    const job = await issue(readerId, registration);
    t.match(job, { state: 'failed', failure: { code } }, registration);
    const { card: view } = await staff.untilCard(readerA);
    t.match(view, { lifeCycle: 'blank' }, 'the card is as it was');
  }
  await card.remove();
  await staff.until(() => staff.readers.get(readerId)?.card === null);
});

await t.test('two cards for one registration: the second is refused; an issued card is not issued again', async (t) => {
  const [first, second] = [await site.pcsc.createCard(), await site.pcsc.createCard()];
  await Promise.all([first.insert(0), second.insert(1)]);
  const [a, b] = [await staff.untilCard(readerA), await staff.untilCard(readerB)];
  const key = randomUUID();
  const order = { kind: 'issueCard', readerId: a.id, registrationId: 'R-0001', pins: chosen };
  const [one, again] = await Promise.all([staff.createJob(order, key), staff.createJob(order, key)]);
  t.equal(again.id, one.id, 'a request sent twice at once begins one job');
  await t.rejects(issue(b.id, 'R-0001'), { message: 'job.create.registrationInProgress' });
  t.match(await staff.untilJob(one.id, 'finished', 'failed'), { state: 'finished' });
  t.equal((await staff.createJob(order, key)).id, one.id, 'the same key gives the same job');
  t.match(await issue(b.id, 'R-0001'), { failure: { code: 'ra.refused.registrationAlreadyIssued' } });
  await staff.untilCard(readerA);
  t.match(await issue(a.id, 'R-0002'), { failure: { code: 'job.checkCard.issued' } });
  await Promise.all([first.remove(), second.remove()]);
  await staff.until(() => [a.id, b.id].every((id) => staff.readers.get(id)?.card === null));
});

await t.test('a card that no driver knows, no card, no such reader, not the kiosk’s business', async (t) => {
  const card = await site.pcsc.createCard();
  await card.arm(
    ...[1, 2, 3, 4, 5, 6].map(
      (at) => ({ kind: 'damage', at, instruction: 0xa4, damage: { how: 'replace', response: '6A82' } }) as const,
    ),
  );
  await card.insert(0);
  const reader = await staff.until(() =>
    [...staff.readers.values()].find(({ card: view }) => view?.state === 'unknown'),
  );
  await t.rejects(staff.createJob({ kind: 'viewCard', readerId: reader.id }), { message: 'card.identify.unknown' });
  await card.remove();
  await staff.until(() => staff.readers.get(reader.id)?.card === null);
  await t.rejects(staff.createJob({ kind: 'viewCard', readerId: reader.id }), { message: 'job.create.readerEmpty' });
  await t.rejects(staff.createJob({ kind: 'viewCard', readerId: 'nowhere' }), { message: 'job.create.readerUnknown' });
  const other = [...staff.readers.values()].find(({ isKiosk }) => !isKiosk)?.id ?? '';
  await t.rejects(kiosk.createJob({ kind: 'viewCard', readerId: other }), { message: 'job.create.readerUnknown' });
});

await t.test('passwords: wrong three times suspends, somebody else’s card is refused', async (t) => {
  const card = await site.pcsc.createCard();
  await card.insert(0);
  const { id: readerId } = await staff.untilCard(readerA);
  t.match(await issue(readerId, 'R-0002'), { state: 'finished' });
  await staff.until(() => staff.ra?.outbox === 0);
  await kiosk.untilCard(readerA);
  const authorise = (client: ApiClient, account: string, password: string): Promise<unknown> =>
    client.request('POST', '/api/authorisations', { readerId, pin: 1, account, password });
  await t.rejects(authorise(kiosk, 'demo03', 'Demo2026'), { message: 'ra.refused.notCardHolder' });
  await t.rejects(authorise(kiosk, 'demo02', 'wrong-1'), {
    message: 'ra.refused.passwordWrong',
    failure: { facts: { triesLeft: 2 } },
  });
  await t.rejects(authorise(kiosk, 'demo02', 'wrong-2'), { message: 'ra.refused.passwordWrong' });
  await t.rejects(authorise(kiosk, 'demo02', 'wrong-3'), { message: 'ra.refused.accountSuspended' });
  await t.rejects(authorise(kiosk, 'demo02', 'Demo2026'), { message: 'ra.refused.accountSuspended' });
  await card.remove();
  await staff.until(() => staff.readers.get(readerId)?.card === null);
});
t.end();
