/** What staff who do not work for every RA see of jobs that are for another RA, or for none. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { RaUnavailableError } from '../../../sync/connector.js';
import type { WireEvent } from '../../../daemon/contract/messages.js';
import type { Actor, StaffActor } from '../../../daemon/operators/actor.js';
import { heardBy, serial, startEngine, type Engine } from './engine.js';

const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };
const staff = (operator: string, ras: readonly string[] | null): StaffActor => ({
  ...{ kind: 'staff', sessionId: operator, role: 'counterOfficer', operator, ras },
});
const anna = staff('anna', ['test']);
const bert = staff('bert', ['test']);
const other = staff('otto', ['other']);
const all = staff('alma', null);

const jobsIn = (heard: readonly WireEvent[]) => heard.flatMap((event) => (event.type === 'job' ? [event.job] : []));
const readersIn = (heard: readonly WireEvent[]) =>
  heard.flatMap((event) => (event.type === 'reader' ? [event.reader] : []));

async function stored(engine: Engine, raId: string | null, more: { actor?: string; state?: 'finished' } = {}) {
  const id = randomUUID();
  const of = { readerId: 'a', cardSerial: '00BB', actorKind: 'staff', input: {}, makesKeys: false } as const;
  const as = { kind: 'viewCard', state: 'finished', actor: 'x', ...more } as const;
  await engine.jobs.insert({ ...of, ...as, id, idempotencyKey: id, raId });
  return id;
}

await t.test('a job of no RA is shown while it holds a reader, and afterwards to whoever began it', async (t) => {
  const engine = await startEngine(t);
  const { gateway } = engine;
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  const heard = heardBy(gateway, bert);
  const { id } = await gateway.createJob(anna, { kind: 'viewCard', readerId: 'kiosk' }, randomUUID());
  await engine.until(() => engine.jobBoard.openJobs().length === 0);
  await engine.jobBoard.idle();
  t.equal(jobsIn(heard)[0]?.state, 'running', 'somebody has to be able to free the reader');
  t.match(jobsIn(heard).at(-1), { id, state: 'finished', result: null });
  t.equal((await gateway.job(anna, id)).id, id);
  t.not((await gateway.job(all, id)).result, null);
  t.match(await gateway.jobs(anna, 10), [{ id }]);
  t.same(await gateway.jobs(bert, 10), []);
  await t.rejects(gateway.job(bert, id), { code: 'job.find.unknown' });
  await t.rejects(gateway.cancelJob(bert, id), { code: 'job.find.unknown' });
});

await t.test('a list is cut after what is not shown was left out of it', async (t) => {
  const engine = await startEngine(t);
  const own = await stored(engine, 'test');
  const begun = await stored(engine, null, { actor: 'anna' });
  for (const raId of ['other', null, 'other']) await stored(engine, raId);
  t.same(
    (await engine.gateway.jobs(anna, 2)).map(({ id }) => id),
    [begun, own],
  );
  t.equal((await engine.gateway.jobs(all, 10)).length, 5);
});

await t.test('a reader is in use, and names no job of another RA', async (t) => {
  const engine = await startEngine(t, {
    ra: {
      authoriseUnblock: () =>
        Promise.resolve({ id: 'A', cardSerial: serial, pin: 1, name: '王', expiresAt: '2099-01-01T00:00:00Z' }),
      releasePuk: () => Promise.reject(new RaUnavailableError('away')),
    },
  });
  const { gateway } = engine;
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  const password = Secret.fromText('pass12');
  await gateway.authorise(kiosk, { raId: 'test', readerId: 'kiosk', pin: 1, account: 'a', password });
  const [ours, theirs] = [heardBy(gateway, anna), heardBy(gateway, other)];
  const order = { kind: 'unblockPin', readerId: 'kiosk', pin: 1, newPin: Secret.fromText('Good1234') } as const;
  const { id } = await gateway.createJob(kiosk, order, randomUUID());
  t.match(readersIn(ours).at(-1), { jobId: id, card: { openJobId: id } });
  t.match(readersIn(theirs).at(-1), { jobId: 'other', card: { openJobId: null } });
  t.notMatch(JSON.stringify(theirs), id);
  t.match(gateway.snapshot(other), { readers: [{ jobId: 'other', card: { openJobId: null } }], jobs: [] });
  t.match(gateway.snapshot(anna), { readers: [{ jobId: id, card: { openJobId: id } }], jobs: [{ id }] });
});
t.end();
