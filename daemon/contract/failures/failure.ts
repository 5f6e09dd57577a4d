import type { FailureCode } from './catalogue.js';

/** What went wrong, as a documented code with the facts behind it. The only error that leaves a job or the gateway. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly code: FailureCode,
    /** Never a secret: these reach the screen, the log and the store. */
    readonly facts: Readonly<Record<string, string | number | boolean>> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** A failure as data: the words are looked up when it is shown. */
export interface StoredFailure {
  readonly code: FailureCode;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}
