/** Which screen stands for a state of the visit. Pure. */
import type { WireFailure, WireJob } from '../../daemon/api/messages.js';
import type { KnownCard, PinReference, PinRule, Question } from '../api/types.js';
import { raStatus } from '../api/world.js';
import { isCounterJob } from './settle.js';
import { kioskReader, knownCard, type Stage, type Task, type Visit } from './visit.js';

export type EntryField = 'account' | 'password' | 'oldPin' | 'newPin' | 'newPinAgain' | 'tryNewPin';

export type Screen =
  | { readonly name: 'starting' }
  /** `working`: a job was running; the card should stay in. */
  | { readonly name: 'daemonAway'; readonly working: boolean }
  | { readonly name: 'pcscAway' }
  | { readonly name: 'readerMissing' }
  | { readonly name: 'attract'; readonly notice: 'connectionLost' | null }
  | { readonly name: 'insertCard' }
  | { readonly name: 'interrupted' }
  | { readonly name: 'cardLeft' }
  /** `jobId`: the card has a job that this screen does not know yet. */
  | { readonly name: 'reading'; readonly jobId: string | null }
  | { readonly name: 'cardFailed'; readonly failure: WireFailure }
  | { readonly name: 'cardUnknown' }
  | { readonly name: 'cardNotIssued' }
  | { readonly name: 'menu'; readonly card: KnownCard; readonly notice: 'connectionLost' | null }
  | { readonly name: 'lastTry'; readonly pin: PinReference }
  | {
      readonly name: 'entry';
      readonly field: EntryField;
      readonly task: Task;
      readonly rule: PinRule;
      /** Of the PIN to be typed, where a wrong one costs a try. */
      readonly triesLeft: number | null;
      readonly differed: boolean;
      readonly step: { readonly n: number; readonly total: number } | null;
    }
  | { readonly name: 'sending' }
  | { readonly name: 'raAway'; readonly pin: PinReference; readonly reachable: boolean }
  | { readonly name: 'refused'; readonly failure: WireFailure; readonly why: RefusalKind }
  | { readonly name: 'counterJob' }
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
  | { readonly name: 'done'; readonly job: WireJob; readonly cardIn: boolean }
  | { readonly name: 'failed'; readonly job: WireJob; readonly failure: WireFailure | null };

export type RefusalKind = 'passwordWrong' | 'suspended' | 'raAway' | 'other';

/** The failures that have a screen of their own, by their documented code. */
export function refusalKind({ code }: WireFailure): RefusalKind {
  switch (code) {
    case 'ra.refused.passwordWrong':
      return 'passwordWrong';
    case 'ra.refused.accountSuspended':
      return 'suspended';
    case 'ra.request.unavailable':
      return 'raAway';
    default:
      return 'other';
  }
}

/** What a website account and its password may hold: printable ASCII. The RA is the judge of the rest. */
const accountRule: PinRule = { minLength: 1, maxLength: 64, characters: '[!-~]' };
/** 網站密碼: 6–16 characters. */
const passwordRule: PinRule = { minLength: 6, maxLength: 16, characters: '[!-~]' };

export function screenFor(visit: Visit): Screen {
  const { world, stage } = visit;
  const job = stage.at === 'job' ? world.jobs[stage.jobId] : undefined;
  if (world.link === 'away') return { name: 'daemonAway', working: job?.state === 'running' };
  if (world.session === null || world.ras.length === 0) return { name: 'starting' };
  if (!world.pcsc) return { name: 'pcscAway' };
  if (kioskReader(world) === null) return { name: 'readerMissing' };

  switch (stage.at) {
    case 'start':
    case 'invited':
      return cardScreen(visit, stage);
    case 'interrupted':
      return { name: 'interrupted' };
    case 'lastTry':
      return { name: 'lastTry', pin: stage.task.pin };
    case 'account':
    case 'password':
    case 'oldPin':
    case 'newPin':
    case 'newPinAgain':
    case 'tryNewPin':
      return entryScreen(visit, stage);
    case 'sending':
      return { name: 'sending' };
    case 'raAway':
      return { name: 'raAway', pin: stage.task.pin, reachable: raStatus(world, null)?.reachable === true };
    case 'refused':
      return { name: 'refused', failure: stage.failure, why: refusalKind(stage.failure) };
    case 'job':
      return job === undefined ? { name: 'reading', jobId: stage.jobId } : jobScreen(visit, job, stage);
  }
}

function cardScreen(visit: Visit, stage: Extract<Stage, { at: 'start' | 'invited' }>): Screen {
  const reader = kioskReader(visit.world);
  const notice = stage.at === 'start' ? stage.notice : null;
  if (!reader?.card) return stage.at === 'invited' ? { name: 'insertCard' } : { name: 'attract', notice };
  if (reader.insertion === visit.leftInsertion) return { name: 'cardLeft' };
  const { card } = reader;
  switch (card.state) {
    case 'reading':
      return { name: 'reading', jobId: null };
    case 'unknown':
      return { name: 'cardUnknown' };
    case 'failed':
      return { name: 'cardFailed', failure: card.failure };
    case 'known':
      return card.lifeCycle === 'issued' ? { name: 'menu', card, notice } : { name: 'cardNotIssued' };
  }
}

type EntryStage = Extract<Stage, { at: EntryField }>;

function entryScreen(visit: Visit, stage: EntryStage): Screen {
  const card = knownCard(visit.world);
  if (card === null) return { name: 'reading', jobId: null };
  const tries = card.pins.find(({ reference }) => reference === stage.task.pin)?.triesLeft ?? null;
  return {
    name: 'entry',
    field: stage.at,
    task: stage.task,
    rule: stage.at === 'account' ? accountRule : stage.at === 'password' ? passwordRule : card.pinRule,
    triesLeft: stage.at === 'oldPin' || stage.at === 'tryNewPin' ? tries : null,
    differed: stage.at === 'newPin' && stage.differed,
    step: stepOf(stage),
  };
}

const rows: Readonly<Record<Task['kind'], readonly EntryField[]>> = {
  unblockPin: ['account', 'password', 'newPin', 'newPinAgain'],
  changePin: ['oldPin', 'newPin', 'newPinAgain'],
};

function stepOf(stage: EntryStage): { n: number; total: number } | null {
  const row = rows[stage.task.kind];
  const index = row.indexOf(stage.at);
  return index === -1 ? null : { n: index + 1, total: row.length };
}

function jobScreen(visit: Visit, job: WireJob, { own, problem }: Extract<Stage, { at: 'job' }>): Screen {
  if (isCounterJob(job, own)) return { name: 'counterJob' };
  const card = kioskReader(visit.world)?.card ?? null;
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
      return { name: 'done', job, cardIn: card !== null };
    case 'failed':
    case 'cancelled':
      return { name: 'failed', job, failure: job.failure };
  }
}
