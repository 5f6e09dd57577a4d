/** The states of a job as one table: state × event → state. Pure: the run of the job stores the new state. */

export type JobState =
  'running' | 'waitingForCard' | 'waitingForRa' | 'waitingForPerson' | 'finished' | 'failed' | 'cancelled';

export type JobEvent =
  /** The card or its reader is gone, or the process was restarted: the job waits for the same card. */
  | 'cardLost'
  /** The same card (same serial) is back. */
  | 'cardBack'
  | 'raLost'
  | 'raBack'
  /** A person was asked a question. */
  | 'asked'
  | 'answered'
  | 'allStepsDone'
  | 'failedForGood'
  | 'cancelled';

const transitions: Readonly<Record<JobState, Partial<Readonly<Record<JobEvent, JobState>>>>> = {
  running: {
    cardLost: 'waitingForCard',
    raLost: 'waitingForRa',
    asked: 'waitingForPerson',
    allStepsDone: 'finished',
    failedForGood: 'failed',
    cancelled: 'cancelled',
  },
  waitingForCard: {
    cardBack: 'running',
    cardLost: 'waitingForCard',
    // After the store was restored from a copy, the RA may know that the job was finished.
    allStepsDone: 'finished',
    failedForGood: 'failed',
    cancelled: 'cancelled',
  },
  waitingForRa: { raBack: 'running', cardLost: 'waitingForCard', cancelled: 'cancelled' },
  waitingForPerson: {
    answered: 'running',
    cardLost: 'waitingForCard',
    failedForGood: 'failed',
    cancelled: 'cancelled',
  },
  finished: {},
  failed: {},
  cancelled: {},
};

/** @throws {Error} when the table has no such arrow: a mistake of the program. */
export function transition(state: JobState, event: JobEvent): JobState {
  const next = transitions[state][event];
  if (next === undefined) throw new Error(`a job that is ${state} cannot take ${event}`);
  return next;
}

export const endStates: readonly JobState[] = ['finished', 'failed', 'cancelled'];

export function isOver(state: JobState): boolean {
  return endStates.includes(state);
}
