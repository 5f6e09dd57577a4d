/** The screen of a job, as it stands. */
import type { WireFailure, WireJob } from '../../daemon/contract/messages.js';
import type { Question } from '../api/types.js';
import type { DoneWords } from './flow.js';
import { flowOf, isCounterJob } from './row.js';
import { kioskReader, type Stage, type Visit } from './visit.js';

export type JobScreen =
  | { readonly name: 'reading'; readonly jobId: string | null }
  | { readonly name: 'counterJob' }
  /** The card was put into a reader of the counter: it goes on there. */
  | { readonly name: 'elsewhere' }
  | { readonly name: 'working'; readonly job: WireJob }
  | { readonly name: 'waitingForRa'; readonly job: WireJob }
  | { readonly name: 'pulled'; readonly job: WireJob }
  | { readonly name: 'otherCard'; readonly job: WireJob }
  | {
      readonly name: 'question';
      readonly job: WireJob;
      readonly question: Question;
      readonly problem: WireFailure | null;
    }
  | { readonly name: 'done'; readonly job: WireJob; readonly words: DoneWords; readonly cardIn: boolean }
  | { readonly name: 'failed'; readonly job: WireJob; readonly failure: WireFailure | null };

export function jobScreen(visit: Visit, job: WireJob, { own, problem }: Extract<Stage, { at: 'job' }>): JobScreen {
  const ofFlow = flowOf(job)?.job;
  if (ofFlow === undefined || isCounterJob(job, own)) return { name: 'counterJob' };
  const reader = kioskReader(visit.world);
  const card = reader?.card ?? null;
  if (job.readerId !== reader?.id) return { name: 'elsewhere' };
  switch (job.state) {
    case 'running':
      return { name: 'working', job };
    case 'waitingForRa':
      return { name: 'waitingForRa', job };
    case 'waitingForCard': {
      if (card === null) return { name: 'pulled', job };
      if (card.state === 'reading') return { name: 'reading', jobId: null };
      // The same card is back: the daemon is about to go on.
      if (card.state === 'known' && card.serial === job.cardSerial) return { name: 'reading', jobId: null };
      return { name: 'otherCard', job };
    }
    case 'waitingForPerson':
      return job.question === null
        ? { name: 'working', job }
        : { name: 'question', job, question: job.question, problem };
    case 'finished':
      return { name: 'done', job, words: ofFlow.done, cardIn: card !== null };
    case 'failed':
    case 'cancelled':
      return { name: 'failed', job, failure: job.failure };
  }
}
