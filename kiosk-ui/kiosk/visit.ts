/**
 * One person's visit to the kiosk: its states, and where each event leads. Pure (`next` in settle.ts is the whole
 * function). What was typed lives only here, and every arrow that leaves the typing drops it.
 */
import type { WireFailure, WireJob, WireReader } from '../../daemon/api/messages.js';
import type { KnownCard, PinReference } from '../api/types.js';
import { emptyWorld, learn, raStatus, type Fact, type World } from '../api/world.js';

/** What the person wants done, and to which card. */
export interface Task {
  readonly kind: 'unblockPin' | 'changePin';
  readonly pin: PinReference;
  readonly readerId: string;
  /** Of the card it was begun with: another insertion ends the typing. */
  readonly insertion: number;
  /** The job whose question is being answered; null: a new job. */
  readonly answers: string | null;
  /** The person's explicit word that one try is left. */
  readonly lastTryConfirmed: boolean;
}

export type Stage =
  /** Nothing begun: the card in the reader decides what is shown. */
  | { readonly at: 'start'; readonly notice: 'connectionLost' | null }
  /** Touched without a card. */
  | { readonly at: 'invited' }
  | { readonly at: 'lastTry'; readonly task: Task }
  | { readonly at: 'account'; readonly task: Task }
  | { readonly at: 'password'; readonly task: Task; readonly account: string }
  | { readonly at: 'oldPin'; readonly task: Task }
  | { readonly at: 'newPin'; readonly task: Task; readonly oldPin: string | null; readonly differed: boolean }
  | { readonly at: 'newPinAgain'; readonly task: Task; readonly oldPin: string | null; readonly newPin: string }
  /** The answer to `tryNewPin`: typed once, the card is the judge. */
  | { readonly at: 'tryNewPin'; readonly task: Task }
  /** A request is under way. */
  | { readonly at: 'sending'; readonly task: Task; readonly what: 'authorisation' | 'order' }
  | { readonly at: 'raAway'; readonly task: Task }
  /** The daemon refused. `account` is kept for a second try of the website password. */
  | { readonly at: 'refused'; readonly task: Task; readonly failure: WireFailure; readonly account: string | null }
  /** The card left while something was being typed. */
  | { readonly at: 'interrupted' }
  /** `own`: begun in this visit; the others came with the card. */
  | {
      readonly at: 'job';
      readonly jobId: string;
      readonly own: boolean;
      /** Why the last answer to its question was refused. */
      readonly problem: WireFailure | null;
    };

export interface Visit {
  readonly world: World;
  readonly stage: Stage;
  /** Counts up when a visit ends: everything of the last person is dropped then. */
  readonly visits: number;
  /** The insertion that was in the reader when the last visit ended: that card's owner should take it. */
  readonly leftInsertion: number | null;
}

export const firstVisit: Visit = {
  world: emptyWorld,
  stage: { at: 'start', notice: null },
  visits: 0,
  leftInsertion: null,
};

export type VisitEvent =
  | { readonly type: 'fact'; readonly fact: Fact }
  | { readonly type: 'touched' }
  | { readonly type: 'chosen'; readonly kind: Task['kind']; readonly pin: PinReference }
  | { readonly type: 'lastTryConfirmed' }
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'back' }
  /** A request with this task has been sent. */
  | { readonly type: 'sent'; readonly what: 'authorisation' | 'order' }
  | { readonly type: 'authorised'; readonly task: Task }
  | { readonly type: 'accepted'; readonly job: WireJob }
  | {
      readonly type: 'refused';
      readonly task: Task;
      readonly failure: WireFailure;
      readonly account: string | null;
    }
  | { readonly type: 'answerRefused'; readonly failure: WireFailure }
  | { readonly type: 'unanswered' }
  /** Goes back to where the refused entry was made. */
  | { readonly type: 'retry' }
  | { readonly type: 'answering'; readonly job: WireJob }
  /** Back to what the card offers. */
  | { readonly type: 'menu' }
  /** The person is done or has gone. */
  | { readonly type: 'ended' };

export function kioskReader(world: World): WireReader | null {
  return world.readers.find(({ isKiosk }) => isKiosk) ?? null;
}

export function knownCard(world: World): KnownCard | null {
  const card = kioskReader(world)?.card;
  return card?.state === 'known' ? card : null;
}

/** Nothing begun, nothing to say. */
export const start: Stage = { at: 'start', notice: null };

/** What an event does to the stage; `settle` then says what the facts mean for it. */
export function step(visit: Visit, event: VisitEvent): Visit {
  const { world, stage } = visit;
  const go = (to: Stage): Visit => ({ ...visit, stage: to });
  switch (event.type) {
    case 'fact':
      return { ...visit, world: learn(world, event.fact) };
    case 'touched':
      return kioskReader(world)?.card ? { ...visit, stage: start, leftInsertion: null } : go({ at: 'invited' });
    case 'chosen':
      return go(begin(world, event.kind, event.pin));
    case 'lastTryConfirmed':
      return stage.at === 'lastTry' ? go({ at: 'oldPin', task: { ...stage.task, lastTryConfirmed: true } }) : visit;
    case 'typed':
      return go(afterTyping(stage, event.text));
    case 'back':
      return go(before(stage));
    case 'sent':
      return 'task' in stage ? go({ at: 'sending', task: stage.task, what: event.what }) : visit;
    case 'authorised':
      return isSending(stage, event.task)
        ? go({ at: 'newPin', task: event.task, oldPin: null, differed: false })
        : visit;
    case 'accepted':
      return {
        ...visit,
        world: learn(world, { type: 'job', job: event.job }),
        stage:
          stage.at === 'sending' || stage.at === 'job'
            ? { at: 'job', jobId: event.job.id, own: true, problem: null }
            : stage,
      };
    case 'refused':
      return isSending(stage, event.task)
        ? go({ at: 'refused', task: event.task, failure: event.failure, account: event.account })
        : visit;
    case 'answerRefused':
      return stage.at === 'job' ? go({ ...stage, problem: event.failure }) : visit;
    case 'unanswered':
      return go({ at: 'start', notice: 'connectionLost' });
    case 'retry':
      return go(again(stage));
    case 'answering':
      return go(answer(world, event.job));
    case 'menu':
      return go(start);
    case 'ended':
      return {
        world,
        stage: start,
        visits: visit.visits + 1,
        leftInsertion: kioskReader(world)?.card ? (kioskReader(world)?.insertion ?? null) : null,
      };
  }
}

function isSending(stage: Stage, task: Task): boolean {
  return stage.at === 'sending' && stage.task === task;
}

function begin(world: World, kind: Task['kind'], pin: PinReference): Stage {
  const reader = kioskReader(world);
  const card = knownCard(world);
  if (reader === null || card === null) return start;
  const task: Task = {
    kind,
    pin,
    readerId: reader.id,
    insertion: reader.insertion,
    answers: null,
    lastTryConfirmed: false,
  };
  if (kind === 'unblockPin')
    return raStatus(world, null)?.reachable === false ? { at: 'raAway', task } : { at: 'account', task };
  const triesLeft = card.pins.find(({ reference }) => reference === pin)?.triesLeft;
  return triesLeft === 1 ? { at: 'lastTry', task } : { at: 'oldPin', task };
}

/** The stage that a complete entry leads to; the last entry of a row stays until it is `sent`. */
function afterTyping(stage: Stage, text: string): Stage {
  switch (stage.at) {
    case 'account':
      return { at: 'password', task: stage.task, account: text };
    case 'oldPin':
      return { at: 'newPin', task: stage.task, oldPin: text, differed: false };
    case 'newPin':
      return { at: 'newPinAgain', task: stage.task, oldPin: stage.oldPin, newPin: text };
    case 'newPinAgain':
      return text === stage.newPin ? stage : { at: 'newPin', task: stage.task, oldPin: stage.oldPin, differed: true };
    case 'start':
    case 'invited':
    case 'lastTry':
    case 'password':
    case 'tryNewPin':
    case 'sending':
    case 'raAway':
    case 'refused':
    case 'interrupted':
    case 'job':
      return stage;
  }
}

function before(stage: Stage): Stage {
  switch (stage.at) {
    case 'password':
      return { at: 'account', task: stage.task };
    case 'newPin':
      return stage.oldPin === null ? leave(stage.task) : { at: 'oldPin', task: stage.task };
    case 'newPinAgain':
      return { at: 'newPin', task: stage.task, oldPin: stage.oldPin, differed: false };
    case 'account':
    case 'oldPin':
    case 'lastTry':
    case 'raAway':
    case 'tryNewPin':
    case 'refused':
      return leave(stage.task);
    case 'invited':
    case 'interrupted':
    case 'start':
      return start;
    case 'sending':
    case 'job':
      return stage;
  }
}

/** Away from a task: to its job when it answers one, else to what the card offers. */
export function leave(task: Task): Stage {
  return task.answers === null ? start : { at: 'job', jobId: task.answers, own: true, problem: null };
}

/** Where a person types once more after a refusal or when the RA is back. */
function again(stage: Stage): Stage {
  if (stage.at === 'raAway') return { at: 'account', task: stage.task };
  if (stage.at !== 'refused') return stage;
  if (stage.account !== null) return { at: 'password', task: stage.task, account: stage.account };
  return leave(stage.task);
}

/** The entry that a job's open question asks for. */
function answer(world: World, job: WireJob): Stage {
  const reader = kioskReader(world);
  const stay: Stage = { at: 'job', jobId: job.id, own: true, problem: null };
  if (reader === null || job.question === null) return stay;
  const task = (pin: PinReference): Task => ({
    kind: job.kind === 'changePin' ? 'changePin' : 'unblockPin',
    pin,
    readerId: reader.id,
    insertion: reader.insertion,
    answers: job.id,
    lastTryConfirmed: false,
  });
  switch (job.question.kind) {
    case 'authoriseAgain':
      return raStatus(world, null)?.reachable === false
        ? { at: 'raAway', task: task(job.question.pin) }
        : { at: 'account', task: task(job.question.pin) };
    case 'tryNewPin':
      return { at: 'tryNewPin', task: task(job.question.pin) };
    case 'enterPins':
    case 'verifyPins':
    case 'confirmTerms':
    case 'decide':
      return stay;
  }
}
