/** Sends requests of many cards as one. */
import { RaRefusedError, RaUnavailableError, standingRefusals } from './refusals.js';

/** @returns for each request, in order, its answer or the error of its refusal */
type Send<Request, Answer> = (requests: readonly Request[]) => Promise<readonly (Answer | Error)[]>;

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Requests that come while another one is in progress are collected and sent together after it. The first request never waits, and the
 * number of HTTP requests does not grow with the number of cards.
 */
export class RequestBatcher<Request, Answer> {
  #waiting: Waiting<Request, Answer>[] = [];
  #sending = false;
  readonly #send: Send<Request, Answer>;
  readonly #limit: number;

  /** @param limit of requests that are sent together */
  constructor(send: Send<Request, Answer>, limit: number) {
    this.#send = send;
    this.#limit = limit;
  }

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (!this.#sending) void this.#sendWaiting();
    });
  }

  async #sendWaiting(): Promise<void> {
    this.#sending = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting.slice(0, this.#limit);
      this.#waiting = this.#waiting.slice(this.#limit);
      await this.#answer(together);
    }
    this.#sending = false;
  }

  /** Requests that are refused together are split and sent again, so that one bad request fails alone. */
  async #answer(together: readonly Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.#send(together.map(({ request }) => request));
      for (const [index, { resolve, reject }] of together.entries()) {
        const answer = answers[index];
        if (answer === undefined) reject(new RaUnavailableError('the RA did not answer for every request'));
        else if (answer instanceof Error) reject(answer);
        else resolve(answer);
      }
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const split = error instanceof RaRefusedError && !standingRefusals.has(error.refusal) && together.length > 1;
      if (split) {
        const middle = Math.ceil(together.length / 2);
        await this.#answer(together.slice(0, middle));
        await this.#answer(together.slice(middle));
      } else {
        for (const { reject } of together) reject(error);
      }
    }
  }
}
