/** A store that an earlier version wrote is read whole; what it cannot read is said with its column and its row. */
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { Audit, verifyChain } from '../../../daemon/audit/audit.js';
import { BatchEntryTable } from '../../../daemon/batch/batchEntryTable.js';
import { BatchOrderTable } from '../../../daemon/batch/batchOrderTable.js';
import { classify } from '../../../daemon/failures/classify.js';
import { wireJob } from '../../../daemon/jobs/jobView.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { LetterPrintTable } from '../../../daemon/letters/letterPrintTable.js';
import { LetterRunTable } from '../../../daemon/letters/letterRunTable.js';
import { ApprovalTable } from '../../../daemon/operators/approvalTable.js';
import { OutboxTable } from '../../../daemon/ras/outboxTable.js';
import { RegistrationTable } from '../../../daemon/ras/registrationTable.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { UnreadableRowError } from '../../../daemon/store/storedFormat.js';
import { formerRegistrations, unpackFormerStore } from './formerStore.js';

const clock = { now: () => Date.UTC(2026, 11, 1) };
const database = await openDatabase(unpackFormerStore(t.testdir()), migrationsFolder);
t.teardown(() => database.close());
const jobs = new JobTable(database, clock);
const long = '2000-01-01T00:00:00Z';

await t.test('jobs: their questions, failures, results and journals', async (t) => {
  const all = await jobs.latest(100);
  t.equal(all.length, 16);
  const finished = all.filter(({ state }) => state === 'finished');
  t.same(new Set(finished.map(({ kind }) => kind)), new Set(Object.keys(jobTypes)), 'a finished one of each kind');
  t.ok(finished.every(({ result }) => result !== null));
  t.match(all.find(({ state }) => state === 'failed')?.failure, { code: 'card.pin.wrong', facts: { triesLeft: 2 } });
  const questions = all.flatMap(({ question }) => question ?? []);
  t.same(questions.map(({ kind }) => kind).sort(), ['confirmTerms', 'decide', 'tryNewPin', 'verifyPins']);
  const decide = questions.find(({ kind }) => kind === 'decide');
  const facts = { command: 'UPDATE BINARY', statusWord: '6581' };
  t.same(decide?.reason, { code: 'card.command.refused', facts }, 'without the words of that time');
  for (const job of all) {
    const journal = await jobs.journal(job.id);
    const { steps, question } = wireJob(job, journal, jobTypes[job.kind]);
    t.ok(steps.length > 0 && journal.length > 0, job.kind);
    if (job.state === 'finished') t.ok(steps.every(({ state }) => state === 'done'));
    if (question !== null) t.ok(question.reason.happened.en.length > 0, 'a screen gets the words of today');
    t.notOk(journal.some(({ facts }) => 'v' in facts));
    t.same(await jobs.update(job), { ...job, updatedAt: new Date(clock.now()).toISOString() });
    t.same(
      await jobs.byId(job.id),
      { ...job, updatedAt: new Date(clock.now()).toISOString() },
      'written again, read again',
    );
  }
});

await t.test('batch orders and the letters of one', async (t) => {
  const [orders, entries] = [new BatchOrderTable(database), new BatchEntryTable(database)];
  const open = await orders.open();
  t.match(open, [
    { name: 'under way', state: 'paused' },
    { name: 'too big', state: 'awaitingApproval' },
  ]);
  const [first, second] = open.map(({ id }) => id);
  const page = await entries.page(first ?? '', null, 0, 10);
  t.match(page, [
    { state: 'failed', failure: { code: 'case.claim.taken', facts: { operator: 'officer1' } } },
    { state: 'issued', tries: 1 },
    { state: 'working' },
    { state: 'waiting', failure: null },
  ]);
  const more = await entries.page(second ?? '', 'waiting', 0, 10);
  t.same(
    [...page, ...more].map(({ registrationId }) => registrationId),
    formerRegistrations,
  );
  const runs = new LetterRunTable(database, clock);
  const run = await runs.last(first ?? '');
  t.match(run, { to: 'spool', numbers: [2], operator: 'officer1' });
  if (run === null) return;
  t.match(await runs.counts(run.id), { printed: 1, failed: 0 });
  t.match(await new LetterPrintTable(database, clock).ofBatchOrder(first ?? ''), { printed: 1 });
  await runs.insert({ ...run, id: 'again', begunAt: '2999-01-01T00:00:00Z' });
  t.match(await runs.last(first ?? ''), { id: 'again', numbers: [2] });
});

await t.test('approvals, facts, the work list and the audit chain', async (t) => {
  const approvals = new ApprovalTable(database);
  const all = await approvals.latest(long);
  t.same(all.map(({ state }) => state).sort(), ['pending', 'rejected']);
  const pending = all.find(({ state }) => state === 'pending');
  t.match(pending, { action: 'batch.runOrder', facts: { name: 'too big', cards: 5 } });
  if (pending === undefined) return;
  t.match(await approvals.findPending(database, pending), { id: pending.id }, 'the same request is that request');
  await approvals.insert(database, { ...pending, id: 'again', askedBy: 'somebody' });
  t.match(await approvals.findPending(database, { ...pending, askedBy: 'somebody' }), { id: 'again' });
  const outbox = new OutboxTable(database, clock, 'jcic');
  const facts = await outbox.pending(100);
  t.equal(facts.length, 28);
  t.equal(new Set(facts.map(({ kind }) => kind)).size, 9, 'of every kind');
  const fact = await outbox.enqueue('letterPrinted', { letterId: 'L', operator: 'o', copy: 1 });
  t.same((await outbox.pending(100)).at(-1), fact, 'the RA gets no version');
  const registrations = new RegistrationTable(database, clock);
  const { registrations: list } = await registrations.list('jcic');
  t.equal(list.length, 28);
  await registrations.replace('jcic', list);
  t.same((await registrations.list('jcic')).registrations, list);
  t.equal((await new Audit(database, clock).between(long, '2999-01-01T00:00:00Z')).length, 30);
  t.equal(await verifyChain(database), null);
});

await t.test(
  'a row that no version allows is an error with its column and its row, and a failure for a person',
  async (t) => {
    const [job] = await jobs.latest(1);
    const id = job?.id ?? '';
    const unreadable = async (column: string, json: string): Promise<void> => {
      await database.run(`UPDATE job SET ${column} = ? WHERE id = ?`, [json, id]);
      const error: unknown = await jobs.byId(id).catch((thrown: unknown) => thrown);
      t.ok(error instanceof UnreadableRowError);
      t.match(classify(error), { code: 'store.row.unreadable', facts: { column: `job.${column}`, row: id } });
      await database.run(`UPDATE job SET ${column} = NULL WHERE id = ? AND ? <> 'params_json'`, [id, column]);
    };
    await unreadable('result_json', '{"lifeCycle":"melted"}');
    await unreadable('result_json', '{"v":99}');
    await unreadable('failure_json', '{"code":"no.such.code","facts":{}}');
    await unreadable('question_json', '{"kind":"decide"}');
    await unreadable('question_json', 'not JSON');
    await unreadable('params_json', '[]');
  },
);
t.end();
