/** Runs a visit: holds its state, sends the requests that are due, and follows the daemon's events. */
import type { Answer, WireJob } from '../../daemon/contract/messages.js';
import { client, Refused } from '../api/client.js';
import { followEvents } from '../api/events.js';
import { next } from './next.js';
import { sendRequest } from './requests.js';
import { pageOf } from './row.js';
import { firstVisit, type Stage, type Visit, type VisitEvent } from './visit.js';

const clockMs = 30_000;

export class VisitRunner {
  #visit = firstVisit;
  readonly #listeners = new Set<() => void>();

  /** Follows the daemon and the clock. @returns stop */
  readonly run = (): (() => void) => {
    const dispatchTime = () => this.dispatch({ type: 'time', now: Date.now() });
    dispatchTime();
    const clock = setInterval(dispatchTime, clockMs);
    const stop = followEvents({
      session: (session) => this.dispatch({ type: 'fact', fact: { type: 'session', session } }),
      link: (link) => this.dispatch({ type: 'fact', fact: { type: 'link', link } }),
      event: (event) => this.dispatch({ type: 'fact', fact: event }),
    });
    return () => {
      clearInterval(clock);
      stop();
    };
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly visit = (): Visit => this.#visit;

  readonly dispatch = (event: VisitEvent): void => {
    const before = this.#visit;
    const after = next(before, event);
    if (after === before) return;
    this.#visit = after;
    for (const listener of this.#listeners) listener();
    // No answer: the daemon has stopped, and what it held in memory is gone.
    if (after.wipes !== before.wipes) client.endAuthorisations().catch(() => undefined);
    if (after.stage.at === 'ready') void this.#send(after.stage);
  };

  /** An entry is complete. */
  readonly onTyped = (text: string): void => this.dispatch({ type: 'typed', text });
  readonly answer = (job: WireJob, answer: Answer) => this.#ask(client.answerJob(job.id, answer));
  readonly stop = (job: WireJob) => this.#ask(client.cancelJob(job.id));
  /** Fetches a job that came with the card. */
  readonly load = (jobId: string) => this.#ask(client.job(jobId));

  async #send(position: Extract<Stage, { at: 'ready' }>): Promise<void> {
    const { task } = position;
    const page = pageOf(position);
    if (!('request' in page)) return;
    const answer = sendRequest(page, position, this.#visit.world.stickVersion);
    this.dispatch({ type: 'sent' });
    try {
      this.dispatch({ type: 'answered', task, answered: await answer });
    } catch (error) {
      this.dispatch(
        error instanceof Refused ? { type: 'refused', task, failure: error.failure } : { type: 'unanswered', task },
      );
    }
  }

  async #ask(request: Promise<WireJob>): Promise<void> {
    try {
      this.dispatch({ type: 'accepted', job: await request });
    } catch (error) {
      this.dispatch(
        error instanceof Refused
          ? { type: 'answerRefused', failure: error.failure }
          : { type: 'unanswered', task: null },
      );
    }
  }
}
