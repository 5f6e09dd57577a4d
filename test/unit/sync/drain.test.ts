/** The outbox reaches the RA: in order, each fact until it is answered, one that is refused holding back no other. */
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { RaRefusedError, RaUnavailableError, type FactDelivery } from '../../../sync/connector.js';
import { OutboxDrain, type DrainOptions, type DrainStatus } from '../../../sync/drain.js';
import type { Fact } from '../../../sync/facts.js';
import { UnreadableFactError, type Outbox } from '../../../sync/outbox.js';

function factOf(operationId: string): Fact {
  const body = { cardSerial: 'AA', pin: 1, operationId, pukReplaced: false } as const;
  return { id: randomUUID(), kind: 'pukUsed', madeAt: new Date().toISOString(), body };
}

/** As the store's table: a fact leaves once, either delivered or refused, and only one that waits can leave. */
class MemoryOutbox implements Outbox {
  readonly #left = new Map<string, 'delivered' | 'refused'>();
  readonly #all: Fact[] = [];
  readonly refused: string[] = [];
  /** Facts whose row cannot be read. */
  readonly unreadable = new Set<string>();

  /** Those that wait. */
  get facts(): readonly Fact[] {
    return this.#all.filter(({ id }) => !this.#left.has(id));
  }
  add(count: number): Fact[] {
    const added = Array.from({ length: count }, (_, i) => factOf(`${this.#all.length}-${i}`));
    this.#all.push(...added);
    return added;
  }
  async pending(limit: number): Promise<readonly Fact[]> {
    await nextTurn();
    const facts = this.facts.slice(0, limit);
    const unreadable = facts.find(({ id }) => this.unreadable.has(id));
    if (unreadable !== undefined) throw new UnreadableFactError(unreadable, { cause: new Error('not JSON') });
    return facts;
  }
  async pendingCount(): Promise<number> {
    await nextTurn();
    return this.facts.length;
  }
  async markDelivered(ids: readonly string[]): Promise<void> {
    await nextTurn();
    for (const id of ids) this.#leave(id, 'delivered');
  }
  async markRefused(id: string, reason: string): Promise<void> {
    await nextTurn();
    this.#leave(id, 'refused');
    this.refused.push(reason);
  }

  #leave(id: string, how: 'delivered' | 'refused'): void {
    const before = this.#left.get(id) ?? (this.#all.some((fact) => fact.id === id) ? null : 'unknown');
    if (before !== null) throw new Error(`marked as ${how}, but it is ${before}: ${id}`);
    this.#left.set(id, how);
  }
}

/** An RA that answers as it is told; every request is an event. */
class MemoryRa extends EventEmitter<{ asked: [string] }> {
  readonly taken: string[] = [];
  readonly sizes: number[] = [];
  pings = 0;
  answer: (facts: readonly Fact[]) => Promise<readonly FactDelivery[]> = (facts) =>
    Promise.resolve(facts.map(({ id }) => ({ id, accepted: true })));

  async ping(): Promise<{ time: string; minimumGatewayVersion: string }> {
    this.pings += 1;
    this.emit('asked', 'ping');
    await this.answer([]);
    return { time: new Date().toISOString(), minimumGatewayVersion: '0.1.0' };
  }

  async deliverFacts(facts: readonly Fact[]): Promise<readonly FactDelivery[]> {
    this.sizes.push(facts.length);
    this.emit('asked', 'facts');
    const deliveries = await this.answer(facts);
    this.taken.push(...deliveries.filter(({ accepted }) => accepted).map(({ id }) => id));
    return deliveries;
  }
}

const away = (): Promise<never> => Promise.reject(new RaUnavailableError('away'));
const anHour = 3_600_000;

interface Stage {
  readonly outbox: MemoryOutbox;
  readonly ra: MemoryRa;
  readonly drain: OutboxDrain;
  readonly statuses: DrainStatus[];
  readonly refused: string[];
  readonly failures: Error[];
  readonly events: EventEmitter;
}

function stage(t: Tap, options: Partial<DrainOptions> = {}): Stage {
  const outbox = new MemoryOutbox();
  const ra = new MemoryRa();
  const statuses: DrainStatus[] = [];
  const refused: string[] = [];
  const failures: Error[] = [];
  const events = new EventEmitter();
  const drain = new OutboxDrain(
    { outbox, ra },
    {
      statusChanged: (status) => {
        statuses.push(status);
        events.emit('status');
      },
      outboxChanged: () => events.emit('outbox'),
      factRefused: ({ id }) => refused.push(id),
      attemptFailed: (error) => {
        failures.push(error);
        events.emit('failed');
      },
    },
    { retryMs: anHour, pingMs: anHour, ...options },
  );
  t.teardown(() => drain.stop());
  return { outbox, ra, drain, statuses, refused, failures, events };
}

type Tap = Pick<typeof t, 'teardown'>;

void t.test(
  'B6: a batch refused for a reason that nobody knows is set aside with that reason; the RA is not away',
  async (t) => {
    const { outbox, ra, drain, refused, failures } = stage(t);
    const [bad, good] = outbox.add(2);
    ra.answer = (facts) =>
      facts.some(({ id }) => id === bad?.id)
        ? Promise.reject(new RaRefusedError('unrecognised', { reason: 'cardMelted' }))
        : Promise.resolve(facts.map(({ id }) => ({ id, accepted: true })));
    drain.start();
    await drain.flush();
    t.same(ra.taken, [good?.id]);
    t.same([refused, outbox.refused], [[bad?.id], ['cardMelted']]);
    t.same(failures, []);
  },
);

void t.test('facts that cannot be read are set aside, and hold back no other', async (t) => {
  const { outbox, ra, drain, refused, failures } = stage(t, { batchSize: 2 });
  const facts = outbox.add(6);
  const ids = facts.map(({ id }) => id);
  for (const index of [0, 1, 2, 5]) outbox.unreadable.add(ids[index] ?? '');
  drain.start();
  await drain.flush();
  t.same(ra.taken, [ids[3], ids[4]]);
  t.same(refused, [ids[0], ids[1], ids[2], ids[5]]);
  t.same(new Set(outbox.refused), new Set(['unreadable']));
  t.same(failures, [], 'the RA does not count as unreachable');
  t.equal(drain.status.reachable, true);
});

void t.test('facts go in order, in batches, and flush waits for those that were there', async (t) => {
  const { outbox, ra, drain, statuses } = stage(t);
  const facts = outbox.add(250);
  t.equal(drain.status.reachable, false);
  drain.start();
  await drain.flush();
  t.same(
    ra.taken,
    facts.map(({ id }) => id),
  );
  t.same(ra.sizes, [100, 100, 50]);
  t.equal(drain.status.reachable, true);
  t.equal(statuses.length, 1);

  const more = outbox.add(1);
  drain.kick();
  await drain.flush();
  t.equal(ra.taken.at(-1), more[0]?.id);
});

void t.test('flush of an empty outbox asks nobody', async (t) => {
  const { ra, drain } = stage(t);
  ra.answer = away;
  drain.start();
  await drain.flush();
  t.same(ra.sizes, []);
});

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

void t.test('a refused fact is set aside and holds back no other', async (t) => {
  const { outbox, ra, drain, refused } = stage(t);
  const facts = outbox.add(5);
  const bad = facts[2]?.id ?? '';
  ra.answer = (delivered) =>
    Promise.resolve(
      delivered.map(({ id }) =>
        id === bad ? { id, accepted: false, reason: 'orderUnknown' } : { id, accepted: true },
      ),
    );
  drain.start();
  await drain.flush();
  t.same(refused, [bad]);
  t.same(outbox.refused, ['orderUnknown']);
  t.same(outbox.facts, []);
});

void t.test('a batch that is refused as a whole is parted down to the one that is to blame', async (t) => {
  const { outbox, ra, drain, refused } = stage(t);
  const facts = outbox.add(8);
  const bad = facts[5]?.id ?? '';
  ra.answer = (delivered) =>
    delivered.some(({ id }) => id === bad)
      ? Promise.reject(new RaRefusedError('badRequest'))
      : Promise.resolve(delivered.map(({ id }) => ({ id, accepted: true })));
  drain.start();
  await drain.flush();
  t.same(refused, [bad]);
  t.same(
    ra.taken,
    facts.map(({ id }) => id).filter((id) => id !== bad),
  );
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

void t.test('an outbox that fails does not end the drain, and is not the RA’s fault', async (t) => {
  const { outbox, ra, drain, statuses } = stage(t, { retryMs: 1 });
  outbox.add(1);
  const broken = outbox.markDelivered.bind(outbox);
  outbox.markDelivered = () => Promise.reject(new Error('disk full'));
  drain.start();
  await t.rejects(drain.flush(), { message: 'disk full' });
  outbox.markDelivered = broken;
  await drain.flush();
  t.match(statuses, [{ reachable: true }]);
  t.equal(new Set(ra.taken).size, 1);
});

void t.test('stop: nothing is asked any more, flush is refused, and it can start again', async (t) => {
  const { outbox, ra, drain } = stage(t);
  await t.rejects(drain.flush(), RaUnavailableError, 'not started');
  drain.start();
  await drain.flush();
  await drain.stop();
  outbox.add(1);
  drain.kick();
  await t.rejects(drain.flush(), RaUnavailableError);
  t.equal(ra.taken.length, 0);
  drain.start();
  await drain.flush();
  t.equal(ra.taken.length, 1);
  await drain.stop();
  await drain.stop();
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
