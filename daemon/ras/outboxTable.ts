/** The table `outbox`: facts that are to be delivered to one RA. */
import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';
import type { Fact, FactBodies, FactKind } from '../../sync/facts.js';
import { UnreadableFactError, type Outbox } from '../../sync/outbox.js';
import { UnreadableRowError } from '../store/storedFormat.js';
import { newFact, readFact, writeBody } from './storedFact.js';

/** A fact that is not in the outbox yet. */
export interface NewFact<K extends FactKind> {
  readonly kind: K;
  readonly body: FactBodies[K];
  /** Its idempotency key (UUID): a stored fact with this id is left unchanged. */
  readonly id?: string | undefined;
}

/** A fact that its RA refused, or that cannot be read. Nothing of what is sealed. */
export interface SetAsideFact {
  readonly raId: string;
  readonly id: string;
  readonly kind: string;
  /** RFC 3339 */
  readonly madeAt: string;
  readonly reason: string;
  /** RFC 3339; null: before this was written down. */
  readonly setAsideAt: string | null;
  readonly cardSerial: string | null;
  readonly orderId: string | null;
}

/** For SQL. */
const isSetAside = 'delivered_at IS NULL AND refused_reason IS NOT NULL';
/** A later PUK or PIN of the same order was delivered: this one is not on the card any more, and must not come into force. */
const isOvertaken = `(kind IN ('pukEscrowed', 'pinLetter') AND EXISTS (
  SELECT 1 FROM outbox AS later
  WHERE later.ra_id = outbox.ra_id AND later.kind = outbox.kind AND later.seq > outbox.seq
    AND later.delivered_at IS NOT NULL AND json_valid(later.body_json) AND json_valid(outbox.body_json)
    AND later.body_json ->> 'orderId' = outbox.body_json ->> 'orderId'
    AND later.body_json ->> 'pin' = outbox.body_json ->> 'pin'))`;

interface FactRow {
  readonly id: string;
  readonly kind: string;
  readonly made_at: string;
  readonly body_json: string;
}

/** @throws {UnreadableFactError} */
function toFact({ id, kind, made_at: madeAt, body_json: body }: FactRow): Fact {
  try {
    return readFact({ id, kind, madeAt }, body);
  } catch (error) {
    if (!(error instanceof UnreadableRowError)) throw error;
    throw new UnreadableFactError({ id, kind }, { cause: error });
  }
}

function subjectOf(row: FactRow): Pick<SetAsideFact, 'cardSerial' | 'orderId'> {
  try {
    const { body } = toFact(row);
    return {
      cardSerial: 'cardSerial' in body ? body.cardSerial : null,
      orderId: 'orderId' in body ? body.orderId : null,
    };
  } catch (error) {
    if (error instanceof UnreadableFactError) return { cardSerial: null, orderId: null };
    throw error;
  }
}

export class OutboxTable implements Outbox {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #raId: string;

  constructor(database: Database, clock: Clock, raId: string) {
    this.#database = database;
    this.#clock = clock;
    this.#raId = raId;
  }

  /**
   * Stores a new fact; it is on the disk when the promise resolves.
   * @param id its idempotency key (UUID): a stored fact with this id is left unchanged
   */
  enqueue<K extends FactKind>(kind: K, body: FactBodies[K], id?: string): Promise<Fact> {
    return this.enqueueIn(this.#database, { kind, body, id });
  }

  /** As `enqueue`, inside the caller's transaction: on the disk when that is committed. */
  async enqueueIn<K extends FactKind>(tx: Executor, { kind, body, id = randomUUID() }: NewFact<K>): Promise<Fact> {
    const fact = newFact({ id, kind, madeAt: timestamp(this.#clock), body });
    await tx.run(
      'INSERT INTO outbox (id, ra_id, kind, made_at, body_json) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      [fact.id, this.#raId, kind, fact.madeAt, writeBody(fact)],
    );
    return fact;
  }

  /** @throws {UnreadableFactError} */
  async pending(limit: number): Promise<readonly Fact[]> {
    const rows = await this.#database.all<FactRow>(
      `SELECT id, kind, made_at, body_json FROM outbox
       WHERE ra_id = ? AND delivered_at IS NULL AND refused_reason IS NULL ORDER BY seq LIMIT ?`,
      [this.#raId, limit],
    );
    return rows.map(toFact);
  }

  async pendingCount(): Promise<number> {
    const row = await this.#database.get<{ n: number }>(
      'SELECT count(*) AS n FROM outbox WHERE ra_id = ? AND delivered_at IS NULL AND refused_reason IS NULL',
      [this.#raId],
    );
    return row?.n ?? 0;
  }

  /** Facts made before `before` (RFC 3339) that this RA has not accepted, oldest first; `reason` is null while one waits. */
  async notTaken(
    before: string,
  ): Promise<{ raId: string; id: string; kind: string; madeAt: string; reason: string | null }[]> {
    const rows = await this.#database.all<{ id: string; kind: string; made_at: string; refused_reason: string | null }>(
      `SELECT id, kind, made_at, refused_reason FROM outbox
       WHERE ra_id = ? AND delivered_at IS NULL AND made_at < ? ORDER BY seq LIMIT 1000`,
      [this.#raId, before],
    );
    return rows.map(({ id, kind, made_at: madeAt, refused_reason: reason }) => ({
      raId: this.#raId,
      id,
      kind,
      madeAt,
      reason,
    }));
  }

  async markDelivered(ids: readonly string[]): Promise<void> {
    const now = timestamp(this.#clock);
    await this.#database.transaction(async (tx) => {
      for (const id of ids) await tx.run('UPDATE outbox SET delivered_at = ? WHERE id = ?', [now, id]);
    });
  }

  async markRefused(id: string, reason: string): Promise<void> {
    const now = timestamp(this.#clock);
    await this.#database.run('UPDATE outbox SET refused_reason = ?, refused_at = ? WHERE id = ?', [reason, now, id]);
  }

  /** Facts that were set aside, oldest first. */
  async setAside(): Promise<SetAsideFact[]> {
    const rows = await this.#database.all<FactRow & { refused_reason: string; refused_at: string | null }>(
      `SELECT id, kind, made_at, body_json, refused_reason, refused_at FROM outbox
       WHERE ra_id = ? AND ${isSetAside} ORDER BY seq LIMIT 1000`,
      [this.#raId],
    );
    return rows.map((row) => ({
      raId: this.#raId,
      id: row.id,
      kind: row.kind,
      madeAt: row.made_at,
      reason: row.refused_reason,
      setAsideAt: row.refused_at,
      ...subjectOf(row),
    }));
  }

  /** Puts a fact that was set aside back among those that wait, at its old place. @returns what it was; null: there is no such fact */
  async takeBackIn(tx: Executor, id: string): Promise<{ readonly kind: string; readonly reason: string } | null> {
    const row = await tx.get<{ kind: string; reason: string }>(
      `SELECT kind, refused_reason AS reason FROM outbox
       WHERE id = ? AND ra_id = ? AND ${isSetAside} AND NOT ${isOvertaken}`,
      [id, this.#raId],
    );
    if (row === undefined) return null;
    await tx.run('UPDATE outbox SET refused_reason = NULL, refused_at = NULL WHERE id = ?', [id]);
    return row;
  }
}
