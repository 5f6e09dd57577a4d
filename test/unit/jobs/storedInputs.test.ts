/** What each kind of job stores of its order: read back as it was written, and refused where its steps could not work with it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import type { JobKind } from '../../../daemon/contract/messages.js';
import type { Job, JobInput } from '../../../daemon/jobs/job.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';

interface Sample {
  /** What `admit` stores. */
  readonly fits: JobInput;
  /** Each field with a value that no step of this kind could work with. */
  readonly wrong: Readonly<Record<string, unknown>>;
  /** Fields without which no step could work. */
  readonly needed: readonly string[];
}

const person = { registrationId: 'R-1', authorisationId: null };
const wrongPerson = { registrationId: 7, authorisationId: 7 };
const wrongUses = { certificateUses: 'three' };

const samples: Readonly<Record<JobKind, Sample>> = {
  issueCard: {
    fits: { registrationId: 'R-1', pinMode: 'random', certificateUses: 'separate' },
    wrong: { registrationId: null, pinMode: 'typed', ...wrongUses },
    needed: ['registrationId', 'pinMode', 'certificateUses'],
  },
  prepareCard: { fits: { registrationId: 'R-1' }, wrong: { registrationId: 7 }, needed: ['registrationId'] },
  applyCertificates: {
    fits: { ...person, termsVersion: '2026-01', certificateUses: 'single' },
    wrong: { ...wrongPerson, termsVersion: null, ...wrongUses },
    needed: ['registrationId', 'authorisationId', 'termsVersion', 'certificateUses'],
  },
  renewCertificates: { fits: { certificateUses: 'separate' }, wrong: wrongUses, needed: ['certificateUses'] },
  writeCertificates: {
    fits: { ...person, authorisationId: 'A-1', certificateUses: 'separate' },
    wrong: { ...wrongPerson, ...wrongUses },
    needed: ['registrationId', 'authorisationId', 'certificateUses'],
  },
  unblockPin: {
    fits: { pin: 2, pukTriesLeft: 3, lastTryConfirmed: false },
    wrong: { pin: 3, pukTriesLeft: 'three', lastTryConfirmed: 'yes' },
    needed: ['pin'],
  },
  changePin: { fits: { pin: 1 }, wrong: { pin: '1' }, needed: ['pin'] },
  viewCard: { fits: {}, wrong: {}, needed: [] },
};

const clock = { now: () => Date.UTC(2026, 10, 30) };
const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const jobs = new JobTable(database, clock);

async function stored(kind: JobKind, input: JobInput): Promise<Job> {
  const id = randomUUID();
  const { job } = await jobs.insert({
    ...{ id, idempotencyKey: id, kind, state: 'running', raId: 'jcic', readerId: 'a', cardSerial: id },
    ...{ actorKind: 'staff', actor: 'anna', input, makesKeys: false },
  });
  return job;
}

function isKind(name: string): name is JobKind {
  return name in samples;
}

for (const kind of Object.keys(samples).filter(isKind)) {
  await t.test(kind, async (t) => {
    const { fits, wrong, needed } = samples[kind];
    const { id } = await stored(kind, fits);
    t.same((await jobs.byId(id))?.input, fits, 'what was written is read');
    t.ok(jobTypes[kind].steps(fits).length > 0);
    const refused = async (input: unknown): Promise<void> => {
      const said = JSON.stringify(input);
      await database.run('UPDATE job SET params_json = ? WHERE id = ?', [said, id]);
      const error = { name: 'UnreadableRowError', column: 'job.params_json', row: id };
      await t.rejects(jobs.byId(id), error, said);
      t.match(await jobs.open(), [{ id, error }], 'it does not keep the others from being read');
      t.same(await jobs.latest(10), [], 'it is left out of a list');
    };
    await refused([]);
    await refused('text');
    await refused({ v: 2, ...fits });
    for (const [field, value] of Object.entries(wrong)) await refused({ v: 1, ...fits, [field]: value });
    for (const field of needed) await refused({ v: 1, ...fits, [field]: undefined });
    await database.run('DELETE FROM job WHERE id = ?', [id]);
  });
}

await t.test('an unblocking that was ordered before the tries of PUKs were stored', async (t) => {
  const { id } = await stored('unblockPin', { pin: 1 });
  t.same((await jobs.byId(id))?.input, { pin: 1 });
});

await t.test('a job of a kind that this version does not know', async (t) => {
  const { id } = await stored('viewCard', {});
  await database.run("UPDATE job SET kind = 'countObjects' WHERE id = ?", [id]);
  await t.rejects(jobs.byId(id), { name: 'UnreadableRowError', column: 'job.kind', row: id });
});
t.end();
