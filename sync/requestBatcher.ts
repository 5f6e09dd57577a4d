/** Requests that many cards make at once, sent as one. */
import { RaRefusedError, RaUnavailableError, standingRefusals } from './refusals.js';

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * While one request is under way the others gather, and go together when it was answered: the first never waits, and the more
 * there are the fewer requests each needs.
 */
export class RequestBatcher<Request, Answer> {
  #waiting: Waiting<Request, Answer>[] = [];
  #underWay = false;

  /**
   * @param send gives an answer, or the error that it is refused with, for each request in order
   * @param limit of requests that are sent as one
   */
  constructor(
    private readonly send: (requests: readonly Request[]) => Promise<readonly (Answer | Error)[]>,
    private readonly limit: number,
  ) {}

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (!this.#underWay) void this.#sendWaiting();
    });
  }

  async #sendWaiting(): Promise<void> {
    this.#underWay = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting.slice(0, this.limit);
      this.#waiting = this.#waiting.slice(this.limit);
      await this.#answer(together);
    }
    this.#underWay = false;
  }

  /** What is refused as a whole is parted, so that one bad request takes no other with it. */
  async #answer(together: readonly Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.send(together.map(({ request }) => request));
      for (const [index, { resolve, reject }] of together.entries()) {
        const answer = answers[index];
        if (answer === undefined) reject(new RaUnavailableError('the RA did not answer for every request'));
        else if (answer instanceof Error) reject(answer);
        else resolve(answer);
      }
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const parted = error instanceof RaRefusedError && !standingRefusals.has(error.refusal) && together.length > 1;
      if (parted) {
        const middle = Math.ceil(together.length / 2);
        await this.#answer(together.slice(0, middle));
        await this.#answer(together.slice(middle));
      } else {
        for (const { reject } of together) reject(error);
      }
    }
  }
}
