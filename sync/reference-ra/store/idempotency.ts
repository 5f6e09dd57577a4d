import { createHash } from 'node:crypto';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';

/** The gateway that asks, and the key with which it may repeat the request. */
export interface Caller {
  readonly gateway: string;
  /** Header `Idempotency-Key`. */
  readonly key: string;
}

export interface IdempotentRequest extends Caller {
  /** What identifies the request: operation, path and body. Its JSON is compared with that of a repeated request. */
  readonly request: unknown;
}

/**
 * Does `work` and stores its answer in the same transaction. The same key with the same request gets the stored answer.
 * A refusal is not stored: the request may be allowed later.
 * @throws {Refusal} `idempotencyConflict` for the same key with another request
 */
export async function once<T>(
  { db, clock }: Pick<RaContext, 'db' | 'clock'>,
  { gateway, key, request }: IdempotentRequest,
  work: (tx: Executor) => Promise<T>,
): Promise<T> {
  const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  return db.transaction(async (tx) => {
    const before = await tx.get<{ request_sha256: string; answer: string }>(
      'SELECT request_sha256, answer FROM idempotency WHERE gateway = ? AND key = ?',
      [gateway, key],
    );
    if (before !== undefined) {
      if (before.request_sha256 !== digest) throw new Refusal('idempotencyConflict');
      return JSON.parse(before.answer) as T;
    }
    const answer = await work(tx);
    await tx.run('INSERT INTO idempotency (gateway, key, request_sha256, answer, answered_at) VALUES (?, ?, ?, ?, ?)', [
      gateway,
      key,
      digest,
      JSON.stringify(answer),
      timestamp(clock),
    ]);
    return answer;
  });
}
