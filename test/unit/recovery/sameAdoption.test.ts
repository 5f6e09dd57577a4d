/** The same request again is the same job, and another request with its key is none. */
import t from 'tap';
import type { Job } from '../../../daemon/jobs/job.js';
import type { StaffActor } from '../../../daemon/operators/actor.js';
import { Recovery, type RecoveryParts } from '../../../daemon/recovery/recovery.js';

const anna: StaffActor = { kind: 'staff', sessionId: 's', operator: 'anna', role: 'counterOfficer', ras: ['a'] };
const before = { id: 'J', kind: 'issueCard', cardSerial: '00AA', raId: 'a' } as unknown as Job;

function adopt(job: Job, { actor = anna, cardSerial = '00AA' } = {}): Promise<unknown> {
  const recovery = new Recovery({
    jobs: { byIdempotencyKey: () => Promise.resolve(job) },
    jobBoard: { find: () => Promise.resolve({ job, journal: [] }) },
    records: { whose: () => Promise.resolve('own') },
  } as unknown as RecoveryParts);
  return recovery.take(actor, cardSerial, { way: 'adopt', raId: 'a', idempotencyKey: 'key' });
}

await t.test('an adoption is answered with its job when it comes again', async (t) => {
  t.match(await adopt(before), { job: { id: 'J' } });
  t.match(await adopt(before, { actor: { ...anna, role: 'batchOperator' } }), { job: { id: 'J' } });
});

await t.test('with another card, RA or kind, the key was used before', async (t) => {
  const reused = { code: 'job.create.keyReused' };
  await t.rejects(adopt(before, { cardSerial: '00BB' }), reused);
  await t.rejects(adopt({ ...before, raId: 'b' }), reused);
  await t.rejects(adopt({ ...before, kind: 'viewCard' }), reused);
});

await t.test('nobody is shown a job who may not go on with it', async (t) => {
  await t.rejects(adopt(before, { actor: { ...anna, role: 'auditor' } }), { code: 'api.session.notPermitted' });
});
t.end();
