/** Many requests in one: each has its own idempotency key and result, and a failed one does not stop the others. */
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

/** Runs the requests one after the other, each in a transaction of its own. @param failed gets each error that is no refusal */
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
