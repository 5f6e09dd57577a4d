import { createHash } from 'node:crypto';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';

export interface IdempotentRequest {
  readonly gateway: string;
  /** Header `Idempotency-Key`. */
  readonly key: string;
  /** Whatever makes the request this one and no other: operation, path, body. */
  readonly request: unknown;
}

/**
 * Does `work` and remembers its answer in one transaction; the same key with the same request gets that answer again.
 * What is refused is not remembered: it may be allowed later.
 * @throws {Refusal} `idempotencyConflict` for the same key with another request.
 */
export async function once<T>(
  { db, clock }: Office,
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
