/** The answer to a request that failed: `{ failure }`, with the status of the catalogue. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { catalogue } from '../contract/failures/catalogue.js';
import { Failure } from '../contract/failures/failure.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { WireFailure } from '../contract/messages.js';
import { UnreadableRowError } from '../store/storedFormat.js';
import { classify } from '../failures/classify.js';

export interface FailureAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly failure: WireFailure;
}

/**
 * The answer for anything that was thrown. An error that is no {Failure} is a mistake of the program: it is logged under a
 * reference that the answer names. Only the stack of an error is logged, because libraries attach what they were working on (a
 * request's body) to their errors.
 */
export function answerOf(thrown: unknown, logger: Logger): FailureAnswer {
  const failure =
    thrown instanceof Failure
      ? thrown
      : (routingFailure(thrown) ?? unreadable(thrown, logger) ?? unexpected(thrown, logger));
  const { retryAfterSeconds } = failure.facts;
  return {
    status: catalogue[failure.code].status,
    headers: retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) },
    failure: toWireFailure(failure),
  };
}

/** Refusals by Express itself: a path that cannot be decoded, a file that does not exist. */
function routingFailure(thrown: unknown): Failure | null {
  if (!(thrown instanceof Error) || !('status' in thrown) || typeof thrown.status !== 'number') return null;
  if (thrown.status === 403 || thrown.status === 404) return new Failure('api.request.notFound');
  return thrown.status >= 400 && thrown.status < 500 ? new Failure('api.request.malformed') : null;
}

/** A row of the store that cannot be read. The answer names it, and so does the log. */
function unreadable(thrown: unknown, logger: Logger): Failure | null {
  if (!(thrown instanceof UnreadableRowError)) return null;
  logger.error({ column: thrown.column, row: thrown.row }, 'a row of the store cannot be read');
  return classify(thrown);
}

function unexpected(thrown: unknown, logger: Logger): Failure {
  const reference = randomBytes(4).toString('hex');
  const stack = thrown instanceof Error ? thrown.stack : `a ${typeof thrown} was thrown`;
  logger.error({ reference, stack }, 'unexpected error while answering a request');
  return new Failure('api.request.internal', { reference });
}
