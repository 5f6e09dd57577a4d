/** Errors as `application/problem+json` (RFC 9457). They never contain anything of the request's content. */
import type { NextFunction, Request, Response } from 'express';
import { error as validation } from 'express-openapi-validator';
import type { Logger } from 'pino';
import { Refusal, refusals } from '../refusal.js';

interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly reason?: string;
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** Body parser and validator throw errors with the HTTP status to answer with. */
function clientErrorStatus(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  return error.status >= 400 && error.status < 500 ? error.status : null;
}

/** The fields that the validator refused: names, no values. */
function refusedFields(error: unknown): string | undefined {
  if (!(error instanceof validation.BadRequest)) return undefined;
  return error.errors.map(({ path }) => path).join(', ');
}

function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    const { status, title } = refusals[error.reason];
    const detail = error.detail === undefined ? {} : { detail: error.detail };
    return { type: 'about:blank', title, status, reason: error.reason, facts: error.facts, ...detail };
  }
  const status = clientErrorStatus(error);
  if (status === null) return { type: 'about:blank', title: 'The RA failed.', status: 500 };
  const fields = refusedFields(error);
  const detail = fields === undefined ? {} : { detail: fields };
  return { type: 'about:blank', title: refusals.badRequest.title, status, reason: 'badRequest', ...detail };
}

/** The error handler of the RA. */
export function answerProblem(log: Logger) {
  // Express recognises an error handler by its four parameters.
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = problemOf(error);
    if (problem.status >= 500) log.error({ err: error, path: request.path }, 'a request failed');
    else log.info({ path: request.path, reason: problem.reason, detail: problem.detail }, 'refused');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}
