/** A drain between an outbox and an RA in memory. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Test } from 'tap';
import { RaUnavailableError, type FactDelivery } from '../../../sync/connector.js';
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

export const away = (): Promise<never> => Promise.reject(new RaUnavailableError('away'));
export const anHour = 3_600_000;

export interface Stage {
  readonly outbox: MemoryOutbox;
  readonly ra: MemoryRa;
  readonly drain: OutboxDrain;
  readonly statuses: DrainStatus[];
  readonly refused: string[];
  readonly failures: Error[];
  readonly events: EventEmitter;
}

export function stage(t: Pick<Test, 'teardown'>, options: Partial<DrainOptions> = {}): Stage {
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
