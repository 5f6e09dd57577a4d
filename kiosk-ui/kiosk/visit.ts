/**
 * One person's visit to the kiosk: its states and its events (`next` in next.ts is the whole function). What was typed
 * lives only here, and every transition away from the entries drops it.
 */
import type {
  WireCertificateRecord,
  WireFailure,
  WireJob,
  WireReader,
  WireSave,
  WireSaveTargets,
  WireSubscriberRecord,
  WireTerms,
} from '../../daemon/contract/messages.js';
import type { KnownCard, PinReference, Question } from '../api/types.js';
import { emptyWorld, raStatus, type Fact, type World } from '../api/world.js';
import type { EntryField } from './entryRules.js';

export type FlowName =
  'changePin' | 'unblockPin' | 'apply' | 'renew' | 'view' | 'writeAgain' | 'websitePassword' | 'partner';

export type Typed = Readonly<Partial<Record<EntryField, string>>>;

/** What the person wants done, and to which card. */
export interface Task {
  readonly flow: FlowName;
  /** changePin, unblockPin: which PIN. */
  readonly pin: PinReference | null;
  /** null: still to be chosen, or none is needed. */
  readonly raId: string | null;
  /** By its insertion: another card ends the typing. null: none is needed, or none is in yet. */
  readonly card: { readonly readerId: string; readonly insertion: number } | null;
  /** The job whose question is being answered; null: a new one. */
  readonly answers: { readonly jobId: string; readonly question: Question } | null;
  /** The person's explicit word that one try is left. */
  readonly lastTryConfirmed: boolean;
  /** The RA wants a new website password before anything else. */
  readonly passwordChange: boolean;
}

/** What the daemon answered within a task. It is dropped with the task. */
export interface Learned {
  readonly record?: WireSubscriberRecord;
  readonly terms?: WireTerms;
  /** What was looked up or chosen from the record. null: there is no such certificate. */
  readonly certificate?: WireCertificateRecord | null;
  readonly targets?: WireSaveTargets;
  /** `World.stickVersion` when the targets were asked for. */
  readonly stickVersion?: number;
  readonly saved?: WireSave;
}

/** Where in its row of pages a task stands. */
export interface Position {
  readonly task: Task;
  /** Index into `pagesOf(task)`. */
  readonly page: number;
  readonly typed: Typed;
  readonly learned: Learned;
}

export type Stage =
  /** Nothing begun: the card in the reader decides what is shown. */
  | { readonly at: 'start'; readonly notice: 'connectionLost' | null }
  /** Touched without a card: what can be done. */
  | { readonly at: 'menu' }
  /** A page waits for the person. `differed`: the two entries of a new secret did. */
  | ({ readonly at: 'page'; readonly differed: boolean } & Position)
  /** A request is about to be sent with what was typed. */
  | ({ readonly at: 'ready' } & Position)
  /** A request was sent and not answered yet. */
  | ({ readonly at: 'sending' } & Position)
  | ({ readonly at: 'refused'; readonly failure: WireFailure } & Position)
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
  /** The machine's clock in ms since 1970, set by the event `time`. */
  readonly now: number;
  /** Counts up when a visit ends: everything of the last person is dropped then. */
  readonly visits: number;
  /** Counts up when the daemon has to wipe what it holds for this screen. */
  readonly wipes: number;
  /** The insertion that was in the reader when the last visit ended: that card's owner should take it. */
  readonly leftInsertion: number | null;
}

/** Nothing begun, nothing to say. */
export const start: Stage = { at: 'start', notice: null };

export const firstVisit: Visit = {
  world: emptyWorld,
  stage: start,
  now: 0,
  visits: 0,
  wipes: 0,
  leftInsertion: null,
};

/** What came back from a page's request. */
export type Answered =
  { readonly kind: 'learned'; readonly learned: Learned } | { readonly kind: 'job'; readonly job: WireJob };

export type VisitEvent =
  | { readonly type: 'fact'; readonly fact: Fact }
  | { readonly type: 'time'; readonly now: number }
  | { readonly type: 'touched' }
  | { readonly type: 'chosen'; readonly flow: FlowName; readonly pin: PinReference | null }
  | { readonly type: 'raChosen'; readonly raId: string }
  | { readonly type: 'certificateChosen'; readonly certificate: WireCertificateRecord }
  /** The person has read a page, or answered its question with yes. */
  | { readonly type: 'confirmed' }
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'back' }
  /** The request that was due has been sent. */
  | { readonly type: 'sent' }
  | { readonly type: 'answered'; readonly task: Task; readonly answered: Answered }
  | { readonly type: 'refused'; readonly task: Task; readonly failure: WireFailure }
  /** No answer came to a request: it may or may not have arrived. `task` null: one about a job, without a page. */
  | { readonly type: 'unanswered'; readonly task: Task | null }
  /** Back to where the refused entry was made; saves once more. */
  | { readonly type: 'retry' }
  /** Of a job, without a page: the daemon took an answer, a stop, or gave the job. */
  | { readonly type: 'accepted'; readonly job: WireJob }
  | { readonly type: 'answerRefused'; readonly failure: WireFailure }
  | { readonly type: 'answering'; readonly job: WireJob }
  /** Back to what the card offers. */
  | { readonly type: 'left' }
  /** The person is done or has gone. */
  | { readonly type: 'ended' };

export function kioskReader(world: World): WireReader | null {
  return world.readers.find(({ isKiosk }) => isKiosk) ?? null;
}

export function knownCard(world: World): KnownCard | null {
  const card = kioskReader(world)?.card;
  return card?.state === 'known' ? card : null;
}

/** A card that is not read, or not in, is taken for one with both. */
export function hasPin(world: World, pin: PinReference): boolean {
  return knownCard(world)?.pins.some(({ reference }) => reference === pin) ?? true;
}

export function triesLeft(world: World, pin: PinReference): number | null {
  return knownCard(world)?.pins.find(({ reference }) => reference === pin)?.triesLeft ?? null;
}

/** Is the line to the task's RA known to be broken? */
export function isRaAway(world: World, { raId }: Task): boolean {
  return raStatus(world, raId)?.reachable === false;
}
