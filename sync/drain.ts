/** Delivers the outbox to the RA: in order, in batches, at least once, with retries until it succeeds. */
import { systemClock, timestamp, type Clock } from '../base/clock.js';
import {
  RaRefusedError,
  RaUnavailableError,
  standingRefusals,
  type FactDelivery,
  type RaConnector,
} from './connector.js';
import type { Fact } from './facts.js';
import { UnreadableFactError, unreadableReason, type Outbox } from './outbox.js';

export interface DrainStatus {
  readonly reachable: boolean;
  /** Since when (RFC 3339). */
  readonly since: string;
}

export interface DrainEvents {
  /** The RA became reachable or unreachable. */
  statusChanged(status: DrainStatus): void;
  /** Facts left the outbox: they were delivered or set aside. */
  outboxChanged(): void;
  /** A fact was set aside. A person has to look at it. `cause`: why it cannot be read; null: the RA refused it. */
  factRefused(fact: { readonly id: string; readonly kind: string }, reason: string, cause: Error | null): void;
  /** An attempt failed. `error` comes from the RA ({RaUnavailableError}, {RaRefusedError}) or from the outbox. */
  attemptFailed(error: Error): void;
}

export interface DrainOptions {
  /** Pause after the first failed attempt in ms. It doubles with each further one. */
  readonly retryMs: number;
  /** Longest pause in ms. Default: 30 times `retryMs`. */
  readonly maxRetryMs?: number;
  /** Pause between two pings while the outbox is empty, in ms. Default 5000. */
  readonly pingMs?: number;
  /** Facts in one request, at most 100. */
  readonly batchSize?: number;
  readonly clock?: Clock;
  /** For the jitter: 0 ≤ n < 1. */
  readonly random?: () => number;
}

/** A call of `flush` that waits. */
interface Flush {
  /** Facts that still have to leave the outbox; null until they are counted. */
  remaining: number | null;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The two ends of the drain. */
export interface DrainEnds {
  readonly outbox: Outbox;
  readonly ra: Pick<RaConnector, 'ping' | 'deliverFacts'>;
}

/** The contract allows no more in one request. */
const contractBatchSize = 100;

/** The loop that delivers the outbox, one batch after the other, and pings the RA while the outbox is empty. */
export class OutboxDrain {
  readonly #outbox: Outbox;
  readonly #ra: DrainEnds['ra'];
  readonly #events: DrainEvents;
  readonly #retryMs: number;
  readonly #batchSize: number;
  readonly #maxRetryMs: number;
  readonly #pingMs: number;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #flushes = new Set<Flush>();
  #status: DrainStatus;
  #known = false;
  #running: Promise<void> | null = null;
  #stopping = new AbortController();
  #wake: (() => void) | null = null;
  #ping: AbortController | null = null;
  #kicked = false;

  constructor({ outbox, ra }: DrainEnds, events: DrainEvents, options: DrainOptions) {
    this.#outbox = outbox;
    this.#ra = ra;
    this.#events = events;
    this.#retryMs = options.retryMs;
    this.#batchSize = Math.min(options.batchSize ?? contractBatchSize, contractBatchSize);
    this.#maxRetryMs = options.maxRetryMs ?? options.retryMs * 30;
    this.#pingMs = options.pingMs ?? 5_000;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#status = { reachable: false, since: timestamp(this.#clock) };
  }

  /** The RA counts as unreachable until its first answer. */
  get status(): DrainStatus {
    return this.#status;
  }

  start(): void {
    if (this.#running !== null) return;
    this.#stopping = new AbortController();
    this.#running = this.#run(this.#stopping.signal);
  }

  /**
   * Waits for the request in progress; closing the connector ends it early. Pending calls of `flush` are rejected. No timer is left.
   */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.kick();
    await this.#running;
    this.#running = null;
    this.#failFlushes(new RaUnavailableError('the drain was stopped'));
  }

  /** Ends the current pause: the outbox has a new fact, or there is a reason to retry at once. */
  kick(): void {
    this.#kicked = true;
    this.#ping?.abort();
    this.#wake?.();
  }

  /**
   * Makes an attempt at once. Resolves when every fact that is in the outbox now was delivered, or was refused and set aside.
   * @throws {RaUnavailableError} when the RA is unreachable or the drain is not running; the facts stay in the outbox
   */
  flush(): Promise<void> {
    if (this.#running === null || this.#stopping.signal.aborted) {
      return Promise.reject(new RaUnavailableError('the drain is not running'));
    }
    return new Promise((resolve, reject) => {
      this.#flushes.add({ remaining: null, resolve, reject });
      this.kick();
    });
  }

  async #run(signal: AbortSignal): Promise<void> {
    const stopped = (): boolean => signal.aborted;
    let failures = 0;
    let justHeard = false;
    while (!stopped()) {
      this.#kicked = false;
      let pauseMs = 0;
      try {
        const delivered = await this.#deliverOnce(justHeard);
        justHeard = delivered;
        failures = 0;
        if (!delivered) pauseMs = this.#pingMs;
      } catch (error) {
        if (stopped()) break;
        justHeard = false;
        const askedMs = error instanceof RaUnavailableError ? (error.retryAfterMs ?? 0) : 0;
        pauseMs = Math.max(this.#backOffMs(failures++), askedMs);
        await this.#failed(error instanceof Error ? error : new Error(String(error)));
      }
      if (pauseMs > 0 && !stopped()) await this.#pause(pauseMs);
    }
  }

  /**
   * Delivers one batch. With an empty outbox it pings, unless the RA has just answered (`justHeard`).
   * @returns false when the outbox is empty
   */
  async #deliverOnce(justHeard: boolean): Promise<boolean> {
    await this.#countFlushes();
    const facts = await this.#pending();
    if (facts.length === 0) {
      this.#settleFlushes(Infinity);
      if (justHeard || (await this.#pinged())) this.#setReachable(true);
      return false;
    }
    const deliveries = await this.#deliver(facts);
    this.#setReachable(true);
    await this.#record(facts, deliveries);
    this.#settleFlushes(facts.length);
    this.#events.outboxChanged();
    return true;
  }

  /** Sets aside the facts that cannot be read, so that they do not block the others. */
  async #pending(): Promise<readonly Fact[]> {
    for (;;) {
      try {
        return await this.#outbox.pending(this.#batchSize);
      } catch (error) {
        if (!(error instanceof UnreadableFactError)) throw error;
        await this.#outbox.markRefused(error.fact.id, unreadableReason);
        this.#events.factRefused(error.fact, unreadableReason, error);
        this.#settleFlushes(1);
        this.#events.outboxChanged();
      }
    }
  }

  /** A kick aborts the ping, so that a new fact does not wait for an RA that hangs. @returns false when it was aborted */
  async #pinged(): Promise<boolean> {
    const ping = new AbortController();
    if (this.#kicked) return false;
    this.#ping = ping;
    try {
      await this.#ra.ping(ping.signal);
      return true;
    } catch (error) {
      if (ping.signal.aborted) return false;
      throw error;
    } finally {
      this.#ping = null;
    }
  }

  /** A batch that is refused as a whole is split and sent again, so that one bad fact does not block the others. */
  async #deliver(facts: readonly Fact[]): Promise<readonly FactDelivery[]> {
    try {
      return await this.#ra.deliverFacts(facts);
    } catch (error) {
      if (!(error instanceof RaRefusedError) || standingRefusals.has(error.refusal)) throw error;
      const [first] = facts;
      if (facts.length === 1 && first !== undefined) {
        return [{ id: first.id, accepted: false, reason: error.reason }];
      }
      const middle = Math.ceil(facts.length / 2);
      return [...(await this.#deliver(facts.slice(0, middle))), ...(await this.#deliver(facts.slice(middle)))];
    }
  }

  async #record(facts: readonly Fact[], deliveries: readonly FactDelivery[]): Promise<void> {
    await this.#outbox.markDelivered(deliveries.filter(({ accepted }) => accepted).map(({ id }) => id));
    for (const delivery of deliveries) {
      if (delivery.accepted) continue;
      await this.#outbox.markRefused(delivery.id, delivery.reason);
      const fact = facts.find(({ id }) => id === delivery.id);
      if (fact !== undefined) this.#events.factRefused(fact, delivery.reason, null);
    }
  }

  async #countFlushes(): Promise<void> {
    const uncounted = [...this.#flushes].filter(({ remaining }) => remaining === null);
    if (uncounted.length === 0) return;
    const pending = await this.#outbox.pendingCount();
    for (const flush of uncounted) flush.remaining = pending;
  }

  /** @param delivered number of the oldest facts that left the outbox */
  #settleFlushes(delivered: number): void {
    for (const flush of this.#flushes) {
      if (flush.remaining === null) continue;
      flush.remaining -= delivered;
      if (flush.remaining > 0) continue;
      this.#flushes.delete(flush);
      flush.resolve();
    }
  }

  #failFlushes(error: Error): void {
    for (const flush of this.#flushes) flush.reject(error);
    this.#flushes.clear();
  }

  async #failed(error: Error): Promise<void> {
    const fromRa = error instanceof RaUnavailableError || error instanceof RaRefusedError;
    // An RA that refuses the gateway is of no more use to it than an unreachable one.
    if (fromRa) this.#setReachable(false);
    this.#events.attemptFailed(error);
    await this.#countFlushes().catch(() => undefined);
    this.#settleFlushes(0);
    this.#failFlushes(
      error instanceof RaUnavailableError ? error : new RaUnavailableError(error.message, { cause: error }),
    );
  }

  #setReachable(reachable: boolean): void {
    if (this.#known && this.#status.reachable === reachable) return;
    this.#known = true;
    this.#status = { reachable, since: timestamp(this.#clock) };
    this.#events.statusChanged(this.#status);
  }

  /** Exponential back-off with a limit. The jitter, half of the pause, keeps many gateways from retrying at the same moment. */
  #backOffMs(failures: number): number {
    const longest = Math.min(this.#retryMs * 2 ** failures, this.#maxRetryMs);
    return longest * (0.5 + this.#random() / 2);
  }

  /** `kick` and `stop` end the pause early. */
  #pause(ms: number): Promise<void> {
    if (this.#kicked) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = done;
    });
  }
}
