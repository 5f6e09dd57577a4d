/** What a reader of the line shows the person who feeds it. Pure: it follows from everything that is known of the reader. */
import { fromHex } from '../../base/bytes.js';
import { UnknownCardError } from '../../card/errors.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import type { Localized } from '../contract/messages.js';
import { classify } from '../failures/classify.js';
import type { Job } from '../jobs/job.js';
import type { StepView } from '../jobs/jobView.js';
import type { Question } from '../jobs/question.js';
import type { ReaderView } from '../readers/readerView.js';

/** Is there a card to be made? `cards`: yes; else the best reason why not. */
export type Supply = 'cards' | 'ra' | 'paused' | 'none';

/** A job of the line, with its steps. */
export interface RunningJob extends Pick<Job, 'id' | 'state' | 'readerId' | 'cardSerial' | 'question' | 'failure'> {
  readonly steps: readonly StepView[];
}

/** Whose card a job of the line makes. */
export interface EntryName {
  readonly orderId: string;
  readonly number: number;
  readonly name: string;
}

export interface LineWork {
  readonly entry: EntryName;
  /** null: it is just being begun. */
  readonly job: RunningJob | null;
}

/** What became of the card that lies in the reader. */
export interface LastWork {
  readonly insertion: number;
  readonly outcome: 'issued' | 'failed';
  /** null: it failed before there was a job. */
  readonly work: LineWork | null;
  readonly failure: StoredFailure | null;
}

export interface TileSituation {
  readonly readerId: string;
  readonly name: string;
  /** null: it is not there. */
  readonly reader: ReaderView | null;
  /** Work of the line that holds the reader, waits for the card in it, or lost its card here. */
  readonly work: LineWork | null;
  readonly last: LastWork | null;
  /** Why no job may be begun on the card in it, though it is blank. */
  readonly unusable: StoredFailure | null;
  readonly supply: Supply;
  readonly issued: number;
  readonly failed: number;
}

/**
 * `insert`: put a blank card in. `working`: leave it in. `takeOut`: this card is not for the line. `good`: done, take it out. `bad`: not
 * done; take it out or decide. `wait`: nothing can be done here now.
 */
type Light = 'insert' | 'working' | 'takeOut' | 'good' | 'bad' | 'wait';

/** What a reader shows that nothing can be done with now. */
type WaitsFor = 'reading' | 'order' | 'paused' | 'ra' | 'busy' | 'reader';

/** What the screen shows of a reader. */
export interface Tile extends Pick<TileSituation, 'readerId' | 'name' | 'issued' | 'failed'> {
  readonly light: Light;
  readonly waitsFor: WaitsFor | null;
  readonly cardSerial: string | null;
  /** The card that is, or was just, worked at in this reader. */
  readonly work: TileWork | null;
  readonly question: Question | null;
  readonly failure: StoredFailure | null;
}

export interface TileWork extends EntryName {
  readonly jobId: string;
  readonly step: Localized;
  readonly stepNumber: number;
  readonly stepCount: number;
  readonly long: boolean;
  readonly stepStartedAt: string | null;
}

/** The light, and what stands below it. */
interface Shown {
  readonly light: Light;
  readonly waitsFor?: WaitsFor;
  readonly work?: LineWork | null;
  readonly failure?: StoredFailure | null;
  readonly cardSerial?: string | null;
}

const waits = {
  ra: { light: 'wait', waitsFor: 'ra' },
  paused: { light: 'wait', waitsFor: 'paused' },
  none: { light: 'wait', waitsFor: 'order' },
} as const satisfies Record<Exclude<Supply, 'cards'>, Shown>;

export function tileOf(situation: TileSituation): Tile {
  const { readerId, name, reader, issued, failed } = situation;
  const { light, waitsFor = null, work = null, failure = null, cardSerial } = show(situation);
  const inReader = reader?.card?.state === 'known' ? reader.card.serial : null;
  return {
    readerId,
    name,
    light,
    waitsFor,
    issued,
    failed,
    failure,
    cardSerial: cardSerial ?? inReader,
    work: work?.job ? workOf(work.entry, work.job) : null,
    question: work?.job?.question ?? null,
  };
}

function show(situation: TileSituation): Shown {
  const { reader, work } = situation;
  if (reader === null) return { light: 'wait', waitsFor: 'reader', work, failure: work?.job?.failure ?? null };
  if (work !== null && isHeldFor(reader, work)) return atWork(work);
  if (reader.holder !== null) return { light: 'wait', waitsFor: 'busy' };
  if (reader.card === null) return empty(situation);
  return withCard(situation, reader.card, reader.insertion);
}

function isHeldFor({ holder }: ReaderView, { job }: LineWork): boolean {
  return job === null || (holder === job.id && job.state !== 'waitingForCard');
}

function atWork(work: LineWork): Shown {
  const cardSerial = work.job?.cardSerial ?? null;
  switch (work.job?.state) {
    case 'waitingForRa':
      return { light: 'wait', waitsFor: 'ra', work, cardSerial, failure: work.job.failure };
    case 'waitingForPerson': {
      const { question } = work.job;
      return { light: 'bad', work, cardSerial, failure: question?.kind === 'decide' ? question.reason : null };
    }
    case 'failed':
    case 'cancelled':
      return { light: 'bad', work, cardSerial, failure: work.job.failure };
    case 'finished':
      return { light: 'good', work, cardSerial };
    case undefined:
    case 'running':
    case 'waitingForCard':
      return { light: 'working', work, cardSerial };
  }
}

/** A card that was pulled half made may be put into any reader. Meanwhile this one takes another card. */
function empty({ work, supply }: TileSituation): Shown {
  if (work?.job) return { light: 'insert', work, cardSerial: work.job.cardSerial, failure: work.job.failure };
  return supply === 'cards' ? { light: 'insert' } : waits[supply];
}

function withCard(situation: TileSituation, card: NonNullable<ReaderView['card']>, insertion: number): Shown {
  const { last, work, unusable, supply } = situation;
  if (last !== null && isLastCard(last, card, insertion)) {
    const light = last.outcome === 'issued' ? 'good' : 'bad';
    return { light, work: last.work, failure: last.failure, cardSerial: last.work?.job?.cardSerial ?? null };
  }
  switch (card.state) {
    case 'reading':
      return { light: 'wait', waitsFor: 'reading' };
    case 'failed':
      return { light: 'bad', failure: card.failure };
    case 'unknown':
      return { light: 'takeOut', failure: unknownCard(card.atr) };
    case 'known':
      if (work?.job?.cardSerial === card.serial) return notResumed(work, work.job);
      if (card.lifeCycle !== 'blank') return { light: 'takeOut' };
      if (unusable !== null) return { light: 'takeOut', failure: unusable };
      return supply === 'cards' ? { light: 'wait', waitsFor: 'reading' } : waits[supply];
  }
}

/** Two cards may be exchanged so quickly that pcscd counts one insertion: then their serial numbers tell them apart. */
export function isLastCard(last: LastWork, card: NonNullable<ReaderView['card']>, insertion: number): boolean {
  const serial = last.work?.job?.cardSerial;
  return last.insertion === insertion && (card.state !== 'known' || serial === undefined || card.serial === serial);
}

/** Its job is about to resume, or does not: then the card is put in again. */
function notResumed(work: LineWork, { state, failure }: RunningJob): Shown {
  return state === 'waitingForCard' ? { light: 'bad', work, failure } : atWork(work);
}

function unknownCard(atr: string): StoredFailure {
  const { code, facts } = classify(new UnknownCardError(fromHex(atr)));
  return { code, facts };
}

const beginning: Localized = { 'zh-TW': '開始作業', en: 'Beginning' };

function workOf({ orderId, number, name }: EntryName, job: RunningJob): TileWork {
  const done = job.steps.filter(({ state }) => state === 'done').length;
  const step = job.steps[done];
  return {
    jobId: job.id,
    orderId,
    number,
    name,
    step: (step ?? job.steps.at(-1))?.label ?? beginning,
    stepNumber: Math.min(done + 1, job.steps.length),
    stepCount: job.steps.length,
    long: step?.long ?? false,
    stepStartedAt: step?.startedAt ?? null,
  };
}
