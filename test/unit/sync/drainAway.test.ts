/** While the RA is away, asks for a pause or lets nobody in, no fact is lost, and the drain tries again by itself. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { RaRefusedError, RaUnavailableError } from '../../../sync/connector.js';
import { anHour, away, stage } from './drainStage.js';

void t.test('an empty outbox: pings tell whether the RA is there, and since when', async (t) => {
  let now = Date.parse('2026-03-04T00:00:00Z');
  const { ra, drain, statuses, events } = stage(t, { pingMs: 1, retryMs: 1, clock: { now: () => now } });
  ra.answer = away;
  drain.start();
  await once(events, 'status');
  now += 1000;
  for (let i = 0; i < 3; i++) await once(events, 'failed');
  ra.answer = () => Promise.resolve([]);
  await once(events, 'status');
  now += 1000;
  for (let i = 0; i < 3; i++) await once(ra, 'asked');
  ra.answer = away;
  await once(events, 'status');
  t.same(statuses, [
    { reachable: false, since: '2026-03-04T00:00:00.000Z' },
    { reachable: true, since: '2026-03-04T00:00:01.000Z' },
    { reachable: false, since: '2026-03-04T00:00:02.000Z' },
  ]);
});

void t.test('E9: an RA that asks for a pause gets it', async (t) => {
  const { outbox, ra, drain, events } = stage(t, { retryMs: 1 });
  ra.answer = () => Promise.reject(new RaUnavailableError('busy', { retryAfterMs: anHour }));
  outbox.add(1);
  const failed = once(events, 'failed');
  drain.start();
  await failed;
  await delay(100);
  t.equal(ra.sizes.length, 1);
});

void t.test('an RA that is away: flush is refused, the facts stay, and they go when it is back', async (t) => {
  const { outbox, ra, drain, failures, events } = stage(t);
  ra.answer = away;
  const facts = outbox.add(3);
  drain.start();
  await t.rejects(drain.flush(), RaUnavailableError);
  await t.rejects(drain.flush(), RaUnavailableError, 'tries again at once');
  t.ok(failures.length >= 2);
  t.equal(outbox.facts.length, 3);
  ra.answer = (delivered) => Promise.resolve(delivered.map(({ id }) => ({ id, accepted: true })));
  const changed = once(events, 'outbox');
  drain.kick();
  await changed;
  t.same(
    ra.taken,
    facts.map(({ id }) => id),
  );
});

void t.test('it tries again by itself', async (t) => {
  const { outbox, ra, drain, events } = stage(t, { retryMs: 1, maxRetryMs: 4 });
  let attempts = 0;
  ra.answer = (facts) => {
    attempts += 1;
    return attempts < 6 ? away() : Promise.resolve(facts.map(({ id }) => ({ id, accepted: true })));
  };
  outbox.add(2);
  const changed = once(events, 'outbox');
  drain.start();
  await changed;
  t.equal(attempts, 6);
  t.equal(ra.taken.length, 2);
});

void t.test('an answer that got lost: the same facts go again', async (t) => {
  const { outbox, ra, drain } = stage(t, { retryMs: 1 });
  const seen: string[] = [];
  let lost = false;
  ra.answer = (facts) => {
    seen.push(...facts.map(({ id }) => id));
    if (!lost && facts.length > 0) {
      lost = true;
      return away();
    }
    return Promise.resolve(facts.map(({ id }) => ({ id, accepted: true })));
  };
  const [fact] = outbox.add(1);
  drain.start();
  await drain.flush().catch(() => drain.flush());
  t.same(seen, [fact?.id, fact?.id]);
});

void t.test('an RA that does not let the gateway in: nothing is set aside', async (t) => {
  const { outbox, ra, drain, statuses } = stage(t);
  outbox.add(2);
  ra.answer = () => Promise.reject(new RaRefusedError('notAllowed'));
  drain.start();
  await t.rejects(drain.flush(), RaUnavailableError);
  t.equal(outbox.facts.length, 2);
  t.match(statuses, [{ reachable: false }]);
});

void t.test('pauses grow to their bound, with jitter', async (t) => {
  const waits: number[] = [];
  const timer = globalThis.setTimeout;
  t.teardown(() => (globalThis.setTimeout = timer));
  globalThis.setTimeout = Object.assign(
    (work: () => void, ms?: number) => {
      waits.push(ms ?? 0);
      return timer(work, 0);
    },
    { __promisify__: timer.__promisify__ },
  );
  const { ra, drain, events } = stage(t, { retryMs: 100, maxRetryMs: 1000, random: () => 1 });
  ra.answer = away;
  drain.start();
  for (let i = 0; i < 7; i++) await once(events, 'failed');
  await drain.stop();
  t.same(waits.slice(0, 6), [100, 200, 400, 800, 1000, 1000]);
});
