/** The link to one RA: delivers the outbox, watches whether the RA is reachable, and keeps its work list up to date. */
import type { Logger } from 'pino';
import { retry } from '../../base/retry.js';
import { RaRefusedError, RaUnavailableError, type RaConnector } from '../../sync/connector.js';
import { OutboxDrain } from '../../sync/drain.js';
import type { Fact, FactBodies, FactKind } from '../../sync/facts.js';
import type { WireRaStatus } from '../contract/messages.js';
import type { Executor } from '../../base/database.js';
import type { NewFact, OutboxTable } from './outboxTable.js';
import type { RegistrationTable } from './registrationTable.js';

export interface RaLinkParts {
  readonly raId: string;
  readonly connector: RaConnector;
  readonly outbox: OutboxTable;
  readonly registrations: RegistrationTable;
  readonly retryMs: number;
  /** The interval at which the work list is fetched while the RA is reachable. */
  readonly refreshMs: number;
  readonly logger: Logger;
  readonly statusChanged: (status: WireRaStatus) => void;
  readonly registrationsChanged: () => void;
}

/** The shortest interval between fetches after deliveries, because the batch line delivers facts every second. */
const refreshPauseMs = 2_000;

export class RaLink {
  readonly #parts: RaLinkParts;
  readonly #drain: OutboxDrain;
  readonly #background = new Set<Promise<void>>();
  #waiting = 0;
  #refreshing: NodeJS.Timeout | undefined;
  #nextRefresh: NodeJS.Timeout | undefined;
  #refreshedAt = -Infinity;
  #stopped = false;

  constructor(parts: RaLinkParts) {
    this.#parts = parts;

    const { connector, outbox, logger, retryMs } = parts;
    this.#drain = new OutboxDrain(
      { outbox, ra: connector },
      {
        statusChanged: ({ reachable }) => {
          logger.info({ reachable }, 'RA');
          this.#inBackground(this.#announce());
          if (reachable) this.#inBackground(this.refreshRegistrations());
        },
        outboxChanged: () => this.#inBackground(this.#delivered()),
        factRefused: (fact, reason, cause) =>
          logger.error(
            { fact: fact.id, kind: fact.kind, reason, ...(cause && { err: cause }) },
            'a fact was set aside',
          ),
        attemptFailed: (error) => logger.debug({ err: error }, 'the RA was not reached'),
      },
      { retryMs },
    );
  }

  async start(): Promise<void> {
    this.#stopped = false;
    this.#waiting = await this.#parts.outbox.pendingCount();
    this.#drain.start();
    this.#refreshing = setInterval(() => {
      if (this.#drain.status.reachable) this.#inBackground(this.refreshRegistrations());
    }, this.#parts.refreshMs);
  }

  /** Resolves when nothing of it uses the store any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#refreshing);
    clearTimeout(this.#nextRefresh);
    await this.#drain.stop();
    await Promise.all(this.#background);
  }

  status(): WireRaStatus {
    return { raId: this.#parts.raId, ...this.#drain.status, outbox: this.#waiting };
  }

  /** Stores a new fact and begins its delivery. @param id as for the outbox */
  async enqueue<K extends FactKind>(kind: K, body: FactBodies[K], id?: string): Promise<Fact> {
    const fact = await this.#parts.outbox.enqueue(kind, body, id);
    this.deliver();
    return fact;
  }

  /** Stores a new fact inside the caller's transaction. The caller calls `deliver` when that is committed. */
  async enqueueIn<K extends FactKind>(tx: Executor, fact: NewFact<K>): Promise<void> {
    await this.#parts.outbox.enqueueIn(tx, fact);
  }

  /** Begins the delivery of facts that are on the disk. */
  deliver(): void {
    this.#drain.kick();
    this.#inBackground(this.#announce());
  }

  /** @throws {RaUnavailableError} */
  flush(): Promise<void> {
    return this.#drain.flush();
  }

  /** Resolves when the RA answers again. An RA that refuses the gateway is retried like an unreachable one. @throws {DOMException} AbortError */
  async back(signal: AbortSignal): Promise<void> {
    await retry(() => this.#parts.connector.ping(signal), {
      pauseMs: this.#parts.retryMs,
      signal,
      isPassing: (error) => signal.aborted || error instanceof RaUnavailableError || error instanceof RaRefusedError,
    });
    this.#drain.kick();
  }

  /** Fetches the work list. When the RA is unreachable, the last list is kept. */
  async refreshRegistrations(): Promise<void> {
    this.#refreshedAt = performance.now();
    try {
      const { raId, registrations, connector } = this.#parts;
      const changed = await registrations.replace(raId, await connector.listRegistrations());
      if (changed) this.#parts.registrationsChanged();
    } catch (error) {
      if (!(error instanceof RaUnavailableError) && !(error instanceof RaRefusedError)) throw error;
      this.#parts.logger.warn({ err: error }, 'the work list could not be fetched');
    }
  }

  #inBackground(work: Promise<void>): void {
    const guarded = work
      .catch((error: unknown) => this.#parts.logger.error({ err: error }, 'background work of the RA link failed'))
      .finally(() => this.#background.delete(guarded));
    this.#background.add(guarded);
  }

  /** Facts were delivered, e.g. that a card was issued, which may change the RA's work list. */
  async #delivered(): Promise<void> {
    await this.#announce();
    if (this.#waiting === 0) this.#refreshSoon();
  }

  /** Fetches the work list now, or after the shortest interval. */
  #refreshSoon(): void {
    if (this.#nextRefresh !== undefined || this.#stopped) return;
    const pauseMs = Math.max(0, this.#refreshedAt + refreshPauseMs - performance.now());
    this.#nextRefresh = setTimeout(() => {
      this.#nextRefresh = undefined;
      this.#inBackground(this.refreshRegistrations());
    }, pauseMs);
  }

  async #announce(): Promise<void> {
    this.#waiting = await this.#parts.outbox.pendingCount();
    this.#parts.statusChanged(this.status());
  }
}
