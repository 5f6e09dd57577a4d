/** What an order may be told in its state, and how long it will take, in words. Pure. */
import type { WireBatchOrder } from '../../../daemon/contract/messages.js';
import type { WordKey } from '../../words/staffPages.js';

type State = WireBatchOrder['state'];

/** Do its cards go through the line, or wait for it? */
export function isAtWork({ state }: WireBatchOrder): boolean {
  return state === 'running' || state === 'paused' || state === 'stopping';
}

export function isOver({ state }: WireBatchOrder): boolean {
  return state === 'stopped' || state === 'finished';
}

export function mayPause(state: State): boolean {
  return state === 'running';
}

export function mayResume(state: State): boolean {
  return state === 'paused' || state === 'stopping' || state === 'stopped';
}

/** The request for approval was refused, or not decided in time. */
export function mayAskAgain(state: State, hasRequest: boolean): boolean {
  return state === 'awaitingApproval' && !hasRequest;
}

export function mayStop(state: State): boolean {
  return state === 'running' || state === 'paused' || state === 'awaitingApproval';
}

interface Phrase {
  readonly word: WordKey;
  readonly values?: Readonly<Record<string, number>>;
}

/** Minutes are enough, and rounded up: an estimate is no promise. */
export function remainingWords(seconds: number | null): Phrase {
  if (seconds === null) return { word: 'remainingUnknown' };
  if (seconds < 60) return { word: 'remainingSoon' };
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return { word: 'remainingMinutes', values: { n: minutes } };
  return { word: 'remainingHours', values: { hours: Math.floor(minutes / 60), n: minutes % 60 } };
}
