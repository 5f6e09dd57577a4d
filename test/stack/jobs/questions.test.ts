/** What only a person can decide is asked, and every answer leads somewhere. */
import t from 'tap';
import type { WireJob } from '../../../daemon/contract/messages.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const staff = await site.staff();
const pins = { mode: 'chosen', pin1: 'Aa12345678', pin2: 'Zz87654321' } as const;
const card = await site.pcsc.createCard();
await card.insert(0);
const { id: readerId } = await staff.untilCard(readerName);

const updateBinary = 0xd6;
const changeReferenceData = 0x24;

/** Puts the card back; resolves when the job has gone on from where its card was lost. */
async function putBack(jobId: string): Promise<WireJob> {
  await card.untilRemoved();
  await card.insert(0);
  return staff.untilJob(jobId, 'finished', 'failed', 'waitingForPerson');
}

await t.test('a step fails on a card that is half made: try again, or set it aside, but never forget it', async (t) => {
  await card.arm(
    ...[1, 2].map(
      (at) =>
        ({ kind: 'damage', at, instruction: updateBinary, damage: { how: 'replace', response: '6581' } }) as const,
    ),
  );
  const { id } = await staff.createJob({ kind: 'issueCard', readerId, registrationId: 'R-0001', pins });
  t.match(await staff.untilJob(id, 'waitingForPerson', 'failed'), {
    question: { kind: 'decide', reason: { code: 'card.command.refused', facts: { statusWord: '6581' } } },
  });
  await t.rejects(staff.request('POST', `/api/jobs/${id}/cancel`, {}), { message: 'job.cancel.cardBound' });
  await t.rejects(staff.answer(id, { kind: 'tryNewPin', newPin: 'Other12345' }), { message: 'job.answer.notExpected' });

  await staff.answer(id, { kind: 'decide', decision: 'tryAgain' });
  await staff.until(() => staff.jobs.get(id)?.state === 'running');
  t.match(await staff.untilJob(id, 'waitingForPerson', 'failed'), { question: { kind: 'decide' } }, 'it failed again');
  await staff.answer(id, { kind: 'decide', decision: 'stop' });
  t.match(await staff.untilJob(id, 'waitingForCard'), { failure: { code: 'job.decide.setAside' } });
  const { card: view } = await staff.untilCard(readerName);
  t.match(view, { lifeCycle: 'incomplete', openJobId: id });
  await t.rejects(staff.createJob({ kind: 'issueCard', readerId, registrationId: 'R-0002', pins }), {
    message: 'job.create.cardHasOpenJob',
  });

  await card.remove();
  await staff.until(() => staff.readers.get(readerId)?.card === null);
  await card.insert(0);
  const asked = await staff.untilJob(id, 'waitingForPerson', 'finished', 'failed');
  t.match(asked, {
    question: { kind: 'enterPins', mode: 'chosen', pins: [1, 2], reason: { code: 'issueCard.deliverPin.typeAgain' } },
  });
  await t.rejects(staff.answer(id, { kind: 'enterPins', pins: { ...pins, pin1: 'short' } }), {
    message: 'card.pin.tooShort',
  });
  await t.rejects(staff.answer(id, { kind: 'enterPins', pins: { mode: 'random' } }), {
    message: 'job.answer.notExpected',
  });
  await staff.answer(id, { kind: 'enterPins', pins });
  t.match(await staff.untilJob(id, 'finished', 'failed'), { state: 'finished' });
});

await t.test('a change that was cut short: only the person’s own try can tell which PIN is in force', async (t) => {
  await staff.untilCard(readerName);
  const change = { kind: 'changePin', readerId, pin: 1, oldPin: pins.pin1, newPin: 'Changed123' };
  await card.arm({ kind: 'pull', at: 1, instruction: changeReferenceData, when: 'beforeExecution' });
  const first = await staff.createJob(change);
  await staff.untilJob(first.id, 'waitingForCard');
  t.match(await putBack(first.id), { question: { kind: 'tryNewPin', pin: 1, triesLeft: 3 } });
  await staff.answer(first.id, { kind: 'tryNewPin', newPin: 'Changed123' });
  await staff.until(() => staff.jobs.get(first.id)?.question?.reason.code === 'changePin.tryNewPin.wrong');
  t.match(staff.jobs.get(first.id)?.question, { triesLeft: 2, reason: { happened: { en: /2 tries left/ } } });
  await staff.request('POST', `/api/jobs/${first.id}/cancel`, {});

  await staff.untilCard(readerName);
  await card.arm({ kind: 'pull', at: 1, instruction: changeReferenceData, when: 'afterExecution' });
  const second = await staff.createJob(change);
  await staff.untilJob(second.id, 'waitingForCard');
  t.match(await putBack(second.id), { question: { kind: 'tryNewPin' } });
  await staff.answer(second.id, { kind: 'tryNewPin', newPin: 'Changed123' });
  t.match(await staff.untilJob(second.id, 'finished', 'failed'), { state: 'finished' }, 'the new PIN is in force');
});

await t.test('an unblocking that waits for its card can be given up', async (t) => {
  await staff.untilCard(readerName);
  await staff.until(() => staff.ra?.outbox === 0);
  await staff.request('POST', '/api/authorisations', { readerId, pin: 2, account: 'demo01', password: 'Demo2026' });
  await card.arm({ kind: 'pull', at: 1, instruction: 0x2c, when: 'beforeExecution' });
  const { id } = await staff.createJob({ kind: 'unblockPin', readerId, pin: 2, newPin: 'Unblocked99' });
  await staff.untilJob(id, 'waitingForCard');
  await staff.request('POST', `/api/jobs/${id}/cancel`, {});
  t.match(await staff.untilJob(id, 'cancelled'), { state: 'cancelled' });
  await card.untilRemoved();
  await card.insert(0);
  const { card: view } = await staff.untilCard(readerName);
  t.match(view, { openJobId: null, pins: [{ triesLeft: 3 }, { triesLeft: 3 }] });
});
t.end();
