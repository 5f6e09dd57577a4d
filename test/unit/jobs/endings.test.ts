/** How jobs end before their steps do, whose they are then, and what a screen is shown of their steps. */
import t from 'tap';
import type { JobResult } from '../../../daemon/contract/jobs/index.js';
import { idempotencyKey } from '../../../daemon/jobs/idempotencyKey.js';
import type { Job, JournalEntry } from '../../../daemon/jobs/job.js';
import { JobEndings } from '../../../daemon/jobs/jobEndings.js';
import type { JobRun } from '../../../daemon/jobs/jobRun.js';
import { stepViews } from '../../../daemon/jobs/jobView.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { OpenJobs } from '../../../daemon/jobs/openJobs.js';

const jobOf = (more: Partial<Job> = {}): Job => ({
  ...{ id: 'J', idempotencyKey: 'K', kind: 'prepareCard', state: 'waitingForCard', raId: 'test', readerId: 'a' },
  ...{ cardSerial: '01', actorKind: 'staff', actor: 'lin', input: { registrationId: 'R-1' } },
  ...{ question: null, failure: null, result: null, createdAt: '', updatedAt: '', ...more },
});
const failure = { code: 'job.restore.heldBack', facts: {} } as const;
const line = (step: string, phase: JournalEntry['phase'], at = ''): JournalEntry => ({ step, phase, facts: {}, at });

function boardOf(journal: JournalEntry[] = [], more: Partial<Job> = {}) {
  const shown: Job[] = [];
  const open = new OpenJobs((job) => void shown.push(job));
  const entry = open.add(jobOf(more), journal, null);
  const gate = { write: () => Promise.resolve() };
  const update = (job: Job): Promise<Job> => gate.write().then(() => ({ ...job, updatedAt: 'now' }));
  return { endings: new JobEndings({ types: jobTypes, jobs: { update }, open }), open, entry, shown, gate };
}

await t.test('a job whose outcome is known from elsewhere ends with it', async (t) => {
  const result: JobResult = { cardSerial: '01', lifeCycle: 'prepared', pinsInLetter: true };
  const finished = boardOf([], { failure });
  t.match(await finished.endings.settle('J', { result }), { state: 'finished', result, failure: null, question: null });
  t.strictSame([finished.open.all(), finished.shown.length], [[], 1]);
  const failed = boardOf();
  t.match(await failed.endings.settle('J', { failure }), { state: 'failed', failure, result: null });
  await t.rejects(failed.endings.settle('J', { failure }), { code: 'job.find.unknown' });
  const working = boardOf();
  working.entry.run = { isWaiting: false } as unknown as JobRun;
  await t.rejects(working.endings.settle('J', { failure }), { code: 'job.cancel.notNow' });
});

await t.test('a job ends once, and one whose end could not be written is as before', async (t) => {
  const { endings, entry, gate, open } = boardOf();
  gate.write = () => Promise.reject(new Error('disk full'));
  await t.rejects(endings.cancel('J'), { message: 'disk full' });
  t.match(entry, { isEnding: false, job: { state: 'waitingForCard' } });
  gate.write = () => new Promise(setImmediate);
  const first = endings.cancel('J');
  t.ok(entry.isEnding, 'nothing resumes it meanwhile');
  await t.rejects(endings.cancel('J'), { code: 'job.cancel.notNow' });
  t.match(await first, { state: 'cancelled', failure: null });
  t.strictSame(open.all(), []);
});

await t.test('a card that is half done is finished, or spoiled', async (t) => {
  const { endings, entry } = boardOf([line('checkCard', 'outcome'), line('setPuk1', 'intent')]);
  await t.rejects(endings.cancel('J'), { code: 'job.cancel.cardBound' });
  await endings.endBecauseSpoiled('02');
  t.equal(entry.job.state, 'waitingForCard', 'another card');
  await endings.endBecauseSpoiled('01');
  t.match(entry.job, { state: 'cancelled', failure: { code: 'job.spoil.spoiled' } });
});

await t.test('a family whose files come first: such a card is half done from there on', async (t) => {
  const operations = [
    { what: 'createFiles', pin: 1 },
    { what: 'setPuk', pin: 1 },
    { what: 'setPin', pin: 1 },
  ];
  for (const kind of ['prepareCard', 'issueCard'] as const) {
    const input = { registrationId: 'R-1', operations, certificateUses: 'separate', pinMode: 'random' };
    const opened = [line('checkCard', 'outcome'), line('openOrder', 'outcome')];
    t.match(await boardOf(opened, { kind, input }).endings.cancel('J'), { state: 'cancelled' }, 'it is still blank');
    const { endings } = boardOf([...opened, line('createFiles1', 'intent')], { kind, input });
    await t.rejects(endings.cancel('J'), { code: 'job.cancel.cardBound' }, kind);
  }
});

await t.test('with a session end the jobs that wait for its person, and no others', (t) => {
  const kiosk = { actorKind: 'kiosk', actor: 'kiosk', state: 'waitingForPerson' } as const;
  const rows: readonly [
    what: string,
    ends: boolean,
    more: Partial<Job>,
    session: string | null,
    waits: boolean | null,
  ][] = [
    ['the own one', true, kiosk, 's', true],
    ['one that was resumed in that reader', true, kiosk, null, true],
    ['another person’s', false, kiosk, 'other', true],
    ['one in a reader of the counter', false, { ...kiosk, readerId: 'b' }, null, true],
    ['the own one in any reader', true, { ...kiosk, readerId: 'b' }, 's', true],
    ['one at work', false, kiosk, 's', false],
    ['one without its card', false, kiosk, 's', null],
    ['one of staff', false, { ...kiosk, actorKind: 'staff' }, 's', true],
  ];
  for (const [what, ends, more, session, waits] of rows) {
    const { endings, entry } = boardOf([], more);
    const stopped: unknown[] = [];
    entry.sessionId = session;
    const run = { isWaiting: waits === true, cancel: (because: unknown) => void stopped.push(because) };
    entry.run = waits === null ? null : (run as unknown as JobRun);
    endings.endOfSession('s', 'a');
    t.strictSame(stopped, ends ? [{ code: 'job.session.ended', facts: {} }] : [], what);
    t.equal(entry.sessionId, ends ? 's' : session, `${what}: shown to nobody after them`);
  }
  t.end();
});

await t.test('the steps as a screen shows them', (t) => {
  const [at, later] = ['2026-03-01T02:00:00.000Z', '2026-03-01T02:00:01.500Z'];
  const journal = [
    ...[line('checkCard', 'intent', at), line('checkCard', 'outcome', later)],
    ...[line('openOrder', 'intent', at), line('openOrder', 'intent', later)],
  ];
  const views = (state: Job['state']) => stepViews(jobOf({ state }), journal, jobTypes.prepareCard);
  const done = { name: 'checkCard', state: 'done', startedAt: at, durationMs: 1_500 };
  const pending = { name: 'setPuk1', state: 'pending', startedAt: null, durationMs: null };
  const begun = { name: 'openOrder', startedAt: later, durationMs: null };
  t.match(views('running'), [done, { ...begun, state: 'running' }, pending]);
  t.match(views('failed'), [done, { ...begun, state: 'failed' }, pending]);
  t.end();
});

await t.test('the key of a request is a UUID of version 8, one for each attempt', (t) => {
  const keys = Array.from({ length: 40 }, (_, i) => idempotencyKey(`job${i}`, 'openOrder'));
  for (const key of keys) t.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.equal(new Set(keys.map((key) => key.charAt(15))).size > 4, true, 'the other bits are those of the digest');
  t.equal(new Set(keys.map((key) => key.charAt(20))).size > 4, true);
  t.equal(new Set(keys.map((key) => key.charAt(19))).size, 4);
  t.equal(idempotencyKey('job', 'openOrder'), idempotencyKey('job', 'openOrder', 1));
  t.not(idempotencyKey('job', 'openOrder', 2), idempotencyKey('job', 'openOrder', 1));
  t.end();
});
t.end();
