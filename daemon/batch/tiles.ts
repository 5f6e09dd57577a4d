/** What a reader of the line tells the person who feeds it: pure, from everything that is known of the reader. */
import { fromHex } from '../../base/bytes.js';
import { UnknownCardError } from '../../card/errors.js';
import type { Localized, WireBatchTile, WireFailure, WireJob } from '../contract/messages.js';
import { classify } from '../failures/classify.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { ReaderView } from '../readers/readerBoard.js';

/** Is there a card to be made? `cards`: yes; else the best reason why not. */
export type Supply = 'cards' | 'ra' | 'paused' | 'none';

/** Whose card a job of the line makes. */
export interface EntryName {
  readonly orderId: string;
  readonly number: number;
  readonly name: string;
}

export interface LineWork {
  readonly entry: EntryName;
  /** null: it is just being begun. */
  readonly job: WireJob | null;
}

/** What became of the card that lies in the reader. */
export interface LastWork {
  readonly insertion: number;
  readonly outcome: 'issued' | 'failed';
  /** null: it failed before there was a job. */
  readonly work: LineWork | null;
  readonly failure: WireFailure | null;
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
  readonly unusable: WireFailure | null;
  readonly supply: Supply;
  readonly issued: number;
  readonly failed: number;
}

/** What the light says, and what stands below it. */
interface Told {
  readonly light: WireBatchTile['light'];
  readonly waitsFor?: NonNullable<WireBatchTile['waitsFor']>;
  readonly work?: LineWork | null;
  readonly failure?: WireFailure | null;
  readonly cardSerial?: string | null;
}

const waits = {
  ra: { light: 'wait', waitsFor: 'ra' },
  paused: { light: 'wait', waitsFor: 'paused' },
  none: { light: 'wait', waitsFor: 'order' },
} as const satisfies Record<Exclude<Supply, 'cards'>, Told>;

export function tileOf(situation: TileSituation): WireBatchTile {
  const { readerId, name, reader, issued, failed } = situation;
  const { light, waitsFor = null, work = null, failure = null, cardSerial } = tell(situation);
  const inReader = reader?.card?.state === 'known' ? reader.card.serial : null;
  return {
    ...{ readerId, name, light, waitsFor, issued, failed, failure },
    cardSerial: cardSerial ?? inReader,
    work: work?.job ? workOf(work.entry, work.job) : null,
    question: work?.job?.question ?? null,
  };
}

function tell(situation: TileSituation): Told {
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

function atWork(work: LineWork): Told {
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

/** A card that was pulled half made may be put into any reader; this one takes another meanwhile. */
function empty({ work, supply }: TileSituation): Told {
  if (work?.job) return { light: 'insert', work, cardSerial: work.job.cardSerial, failure: work.job.failure };
  return supply === 'cards' ? { light: 'insert' } : waits[supply];
}

function withCard(situation: TileSituation, card: NonNullable<ReaderView['card']>, insertion: number): Told {
  const { last, work, unusable, supply } = situation;
  if (last !== null && isLastCard(last, card, insertion)) {
    const light = last.outcome === 'issued' ? 'good' : 'bad';
    return { light, work: last.work, failure: last.failure, cardSerial: last.work?.job?.cardSerial ?? null };
  }
  switch (card.state) {
    case 'reading':
      return { light: 'wait', waitsFor: 'reading' };
    case 'failed':
      return { light: 'bad', failure: toWireFailure(card.failure) };
    case 'unknown':
      return { light: 'takeOut', failure: toWireFailure(classify(new UnknownCardError(fromHex(card.atr)))) };
    case 'known':
      if (work?.job?.cardSerial === card.serial) return unheeded(work, work.job);
      if (card.lifeCycle !== 'blank') return { light: 'takeOut' };
      if (unusable !== null) return { light: 'takeOut', failure: unusable };
      return supply === 'cards' ? { light: 'wait', waitsFor: 'reading' } : waits[supply];
  }
}

/** Of two cards that are exchanged so quickly that pcscd counts one insertion, the second is another one by its serial number. */
export function isLastCard(last: LastWork, card: NonNullable<ReaderView['card']>, insertion: number): boolean {
  const serial = last.work?.job?.cardSerial;
  return last.insertion === insertion && (card.state !== 'known' || serial === undefined || card.serial === serial);
}

/** Its job is about to take it up, or does not: then it is put in again. */
function unheeded(work: LineWork, { state, failure }: WireJob): Told {
  return state === 'waitingForCard' ? { light: 'bad', work, failure } : atWork(work);
}

const beginning: Localized = { 'zh-TW': '開始作業', en: 'Beginning' };

function workOf({ orderId, number, name }: EntryName, job: WireJob): NonNullable<WireBatchTile['work']> {
  const done = job.steps.filter(({ state }) => state === 'done').length;
  const step = job.steps[done];
  return {
    ...{ jobId: job.id, orderId, number, name },
    step: (step ?? job.steps.at(-1))?.label ?? beginning,
    stepNumber: Math.min(done + 1, job.steps.length),
    stepCount: job.steps.length,
    long: step?.long ?? false,
    stepStartedAt: step?.startedAt ?? null,
  };
}
