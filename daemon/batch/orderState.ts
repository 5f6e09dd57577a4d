/** The life of an order as one table: state × event → state. Pure. */

/** `stopping`: the cards under way are finished first. `finished`: no card waits or is under way; some may have failed. */
export type OrderState = 'awaitingApproval' | 'running' | 'paused' | 'stopping' | 'stopped' | 'finished';

export type OrderEvent =
  /** Also a second time, after a crash. */
  | 'approve'
  /** The second person said no, or nobody decided in time, or who asked took it back. */
  | 'refuse'
  | 'pause'
  | 'resume'
  | 'stop'
  /** No card of it is under way, and some wait. */
  | 'idle'
  /** No card of it waits or is under way. */
  | 'done'
  /** An entry that had failed waits again. */
  | 'runAgain';

const transitions: Readonly<Record<OrderState, Partial<Readonly<Record<OrderEvent, OrderState>>>>> = {
  awaitingApproval: { approve: 'running', refuse: 'stopped', resume: 'running', stop: 'stopped' },
  running: {
    approve: 'running',
    pause: 'paused',
    stop: 'stopping',
    idle: 'running',
    done: 'finished',
    runAgain: 'running',
  },
  paused: {
    approve: 'paused',
    resume: 'running',
    stop: 'stopping',
    idle: 'paused',
    done: 'finished',
    runAgain: 'paused',
  },
  stopping: { approve: 'stopping', resume: 'running', idle: 'stopped', done: 'finished', runAgain: 'stopping' },
  stopped: { resume: 'running', runAgain: 'stopped' },
  finished: { approve: 'finished', runAgain: 'running' },
};

/**
 * @param isApproved has a second person approved it, or does it need none? Without, nothing lets it run
 * @returns null: not in this state
 */
export function nextOrderState(state: OrderState, event: OrderEvent, isApproved: boolean): OrderState | null {
  const next = transitions[state][event] ?? null;
  return next === 'running' && !isApproved ? 'awaitingApproval' : next;
}

/** Of its own accord no card of it is begun any more. */
export function isOrderOver(state: OrderState): boolean {
  return state === 'stopped' || state === 'finished';
}

/** What a card that was settled means for its order; null: others are under way. */
export function eventOfCounts({ waiting, working }: { readonly waiting: number; readonly working: number }) {
  if (working > 0) return null;
  return waiting > 0 ? 'idle' : 'done';
}
