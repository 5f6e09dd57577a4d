/** Many requests in one: each has its own idempotency key and its own answer, and stands in no other's way. */
import type { RaRefusal } from '../../connector.js';
import { Refusal } from '../refusal.js';

export type Result<Answer> =
  | ({ readonly outcome: 'done' } & Answer)
  | {
      readonly outcome: 'refused';
      readonly reason: RaRefusal;
      readonly facts: Readonly<Record<string, string | number>>;
    }
  | { readonly outcome: 'failed' };

/** One after the other, each in a transaction of its own. @param failed is told what nobody foresaw */
export async function each<Request, Answer extends object>(
  requests: readonly Request[],
  work: (request: Request) => Promise<Answer>,
  failed: (error: unknown) => void,
): Promise<{ results: Result<Answer>[] }> {
  const results: Result<Answer>[] = [];
  for (const request of requests) {
    try {
      results.push({ outcome: 'done', ...(await work(request)) });
    } catch (error) {
      if (error instanceof Refusal) results.push({ outcome: 'refused', reason: error.reason, facts: error.facts });
      else {
        failed(error);
        results.push({ outcome: 'failed' });
      }
    }
  }
  return { results };
}
