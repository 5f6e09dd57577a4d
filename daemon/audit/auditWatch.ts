/** Verifies the audit log at start and while the gateway runs, signs its heads and reports them to the RAs as checkpoints. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';
import { SignedHeads, type HeadSigner, type SignedHead } from './signedHeads.js';
import { beginning, verifyAudit, type AuditProblem, type Mark, type Progress } from './verification.js';

/** What the audit log needs of one RA. */
export interface AuditRa {
  readonly raId: string;
  /** The gateway's present key for it. */
  signer(): Promise<HeadSigner>;
  /** null: the RA has no checkpoint. @throws when it does not answer */
  newestCheckpoint(): Promise<{ readonly seq: number; readonly hash: string } | null>;
  /** Enqueues the checkpoint in the caller's transaction. */
  enqueueIn(tx: Executor, head: SignedHead): Promise<void>;
  /** Begins the delivery of what was enqueued. */
  deliver(): void;
}

export interface AuditStanding {
  /** RFC 3339; null: the first verification is not over. */
  readonly verifiedAt: string | null;
  /** Rows that were verified. */
  readonly rows: number;
  readonly problem: AuditProblem | null;
  /** RAs that did not say what they know at the last verification. */
  readonly notAsked: readonly string[];
}

export interface AuditWatchParts {
  readonly database: Database;
  readonly ras: readonly AuditRa[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly headMs: number;
}

const dayMs = 24 * 3_600_000;
/** Between two portions of rows, so that the store and the processor are free for work meanwhile. */
const pauseMs = 20;

export class AuditWatch {
  readonly #parts: AuditWatchParts;
  readonly #heads: SignedHeads;
  readonly #stopping = new AbortController();
  #standing: AuditStanding = { verifiedAt: null, rows: 0, problem: null, notAsked: [] };
  #progress: Progress = beginning;
  #wholeAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: AuditWatchParts) {
    this.#parts = parts;
    this.#heads = new SignedHeads(parts.database);
  }

  get standing(): AuditStanding {
    return this.#standing;
  }

  start(): Promise<void> {
    this.#next(() => this.verify());
    this.#timer = setInterval(() => this.#next(() => this.#round()), this.#parts.headMs);
    return Promise.resolve();
  }

  /** Signs the last head. It is reported when the gateway runs again. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#work;
    // What was not verified in this life is not signed: that would make it look whole.
    const { verifiedAt, problem } = this.#standing;
    if (verifiedAt !== null && problem === null) {
      await this.#sign().catch((err: unknown) => this.#parts.logger.error({ err }, 'the audit log was not signed'));
    }
  }

  /** Verifies what is new, and everything once a day. */
  async verify(): Promise<void> {
    const { database, ras, clock, logger } = this.#parts;
    const now = clock.now();
    const isWhole = this.#standing.problem !== null || Math.abs(now - this.#wholeAt) >= dayMs;
    const from = isWhole ? beginning : this.#progress;
    const known = await Promise.all(ras.map((ra) => checkpointOf(ra)));
    const { progress, problem } = await verifyAudit(
      {
        store: database,
        signers: await Promise.all(ras.map((ra) => ra.signer())),
        checkpoints: known.flatMap((one) => (one === null || one === 'away' ? [] : [one])),
        pause: () => delay(pauseMs, undefined, { signal: this.#stopping.signal }),
      },
      from,
    );
    if (problem !== null) logger.error({ problem }, 'the audit log is not what it was');
    this.#progress = progress;
    if (isWhole) this.#wholeAt = now;
    const notAsked = ras.filter((_, i) => known[i] === 'away').map(({ raId }) => raId);
    this.#standing = { verifiedAt: timestamp(clock), rows: progress.seq, problem, notAsked };
  }

  /** A log that is not what it was is not signed: that would make it look whole. */
  async #round(): Promise<void> {
    await this.verify();
    if (this.#standing.problem !== null) return;
    await this.#sign();
    for (const ra of this.#parts.ras)
      if (await this.#heads.anchor(ra.raId, (tx, head) => ra.enqueueIn(tx, head))) ra.deliver();
  }

  async #sign(): Promise<void> {
    for (const ra of this.#parts.ras) await this.#heads.sign(await ra.signer(), timestamp(this.#parts.clock));
  }

  #next(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((err: unknown) => {
      if (!this.#stopping.signal.aborted) this.#parts.logger.error({ err }, 'the audit log could not be verified');
    });
  }
}

async function checkpointOf(ra: AuditRa): Promise<Mark | null | 'away'> {
  try {
    const known = await ra.newestCheckpoint();
    return known === null ? null : { ...known, ra: ra.raId };
  } catch {
    return 'away';
  }
}
