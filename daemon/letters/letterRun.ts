/** One run through the letters of a batch order, a portion at a time, so that an order of any size takes the same memory. */
import { join } from 'node:path';
import { timestamp, type Clock } from '../../base/clock.js';
import type { LetterRecord } from '../../sync/connector.js';
import type { Audit } from '../audit/audit.js';
import type { Failure, StoredFailure } from '../contract/failures/failure.js';
import type { PrintCommand } from '../paper/printer.js';
import type { SheetFonts } from '../paper/sheet.js';
import { spool } from '../paper/spool.js';
import type { Ra, Ras } from '../ras/ras.js';
import type { LetterPrintTable } from './letterPrintTable.js';
import type { RunCounts, RunScope, StoredRun } from './letterRunTable.js';
import { printPortion, toPrinterUntil, type DueLetter, type PortionParts } from './letterPortion.js';
import { inPrinterKey, printsBefore, letterOf } from './letters.js';
import { printFailureOf } from './printFailures.js';

export interface LetterRunParts extends Pick<PortionParts, 'paper'> {
  readonly ras: Ras;
  readonly prints: LetterPrintTable;
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
  readonly fonts: SheetFonts;
  readonly printer: PrintCommand;
  readonly spoolFolder: string | null;
  /** Letters in one PDF. */
  readonly portion: number;
  /** Letters that are in the printer now, by `inPrinterKey`; nobody else prints them. */
  readonly inPrinter: Set<string>;
}

/** A card of an order that was issued. */
export interface OrderCard {
  readonly number: number;
  readonly registrationId: string;
  readonly cardSerial: string | null;
}

export interface LetterRunOrder {
  readonly run: StoredRun;
  /** What was printed of it before the gateway ended in the middle. */
  readonly before: RunCounts;
  /** Who began or resumed it. */
  readonly operator: string;
  readonly ra: Ra;
}

/** How far a run is. */
export interface RunProgress extends RunCounts, Pick<RunScope, 'to'> {
  readonly begunBy: string;
  readonly begunAt: string;
  /** null: it is under way, or was broken off. */
  readonly endedAt: string | null;
  /** The gateway ended in the middle of it: a person resumes it. */
  readonly brokenOff: boolean;
  /** Why it ended before the last letter. */
  readonly failure: StoredFailure | null;
  /** Of a single letter; the run went on without it. */
  readonly lastFailure: StoredFailure | null;
}

/** Cards that the RA is asked about at once. */
const pageSize = 500;

export class LetterRun {
  readonly #parts: LetterRunParts;
  readonly #order: LetterRunOrder;
  readonly #files: string[];
  readonly #since: string;
  #endedAt: string | null = null;
  #printed: number;
  /** What failed before is tried again. */
  #failed = 0;
  #cardsAtWork = 0;
  #failure: Failure | null = null;
  #lastFailure: Failure | null = null;

  constructor(parts: LetterRunParts, order: LetterRunOrder) {
    this.#parts = parts;
    this.#order = order;
    this.#printed = order.before.printed;
    this.#files = [...order.before.files];
    this.#since = timestamp(parts.clock);
  }

  get isUnderWay(): boolean {
    return this.#endedAt === null;
  }

  /** Cards whose letters are in the printer now. */
  get cardsAtWork(): number {
    return this.#cardsAtWork;
  }

  progress(): RunProgress {
    return {
      to: this.#order.run.to,
      begunBy: this.#order.run.operator,
      begunAt: this.#order.run.begunAt,
      endedAt: this.#endedAt,
      brokenOff: false,
      printed: this.#printed,
      failed: this.#failed,
      files: [...this.#files],
      failure: this.#failure,
      lastFailure: this.#lastFailure,
    };
  }

  /**
   * Prints to the last letter, or until a failure stops all of them (`progress().failure`).
   * @returns false: `signal` ended it first, so that it is resumed later
   * @param portionDone is called after each portion but the last
   */
  async work(
    cards: (after: number, limit: number) => Promise<readonly OrderCard[]>,
    portionDone: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      let due: DueLetter[] = [];
      for await (const letter of this.#due(cards)) {
        if (signal.aborted) return false;
        due.push(letter);
        if (due.length < this.#parts.portion) continue;
        if (!(await this.#print(due, signal))) return !signal.aborted;
        due = [];
        await portionDone();
      }
      if (due.length === 0) return true;
      if (signal.aborted) return false;
      return (await this.#print(due, signal)) || !signal.aborted;
    } catch (error) {
      this.#failure = printFailureOf(error);
      return !signal.aborted;
    } finally {
      this.#endedAt = timestamp(this.#parts.clock);
    }
  }

  /** What is to be printed, in card order: a card's PINs, then its holder's website password. */
  async *#due(cards: (after: number, limit: number) => Promise<readonly OrderCard[]>): AsyncGenerator<DueLetter> {
    const { ra, run } = this.#order;
    const { numbers } = run;
    for (let after = 0; ;) {
      const page = await cards(after, pageSize);
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.number;
      const wanted = page.filter(({ number }) => numbers === null || numbers.includes(number));
      if (wanted.length === 0) continue;
      const records = await ra.connector.lettersOf(wanted.map(({ registrationId }) => registrationId));
      const earlier = await this.#parts.prints.earlier(
        ra.profile.id,
        records.map(({ id }) => id),
        run.id,
      );
      for (const card of wanted) {
        for (const record of records.filter((candidate) => isOf(card, candidate)).sort(pinsFirst)) {
          const here = earlier.get(record.id);
          if (here?.inRun === 1) continue;
          const letter = this.#letter(card, record.id, printsBefore(letterOf(ra.profile.id, record, here)));
          if (letter !== null) yield letter;
        }
      }
    }
  }

  /** @returns null: it is left alone */
  #letter({ number, registrationId }: OrderCard, letterId: string, before: number): DueLetter | null {
    const { operator, ra, run } = this.#order;
    const { orderId, reprintReason } = run;
    const raId = ra.profile.id;
    if (before > 0 && reprintReason === undefined) return null;
    if (this.#parts.inPrinter.has(inPrinterKey(raId, letterId))) return null;
    const reason = before > 0 ? (reprintReason ?? null) : null;
    const batch = { orderId, number, runId: run.id };
    return { raId, letterId, copy: before + 1, operator, reason, batch, registrationId };
  }

  /** @returns may the next portion be printed? */
  async #print(due: readonly DueLetter[], stop: AbortSignal): Promise<boolean> {
    const { ra, run } = this.#order;
    const { inPrinter, printer, spoolFolder } = this.#parts;
    const keys = due.map(({ raId, letterId }) => inPrinterKey(raId, letterId));
    for (const key of keys) inPrinter.add(key);
    this.#cardsAtWork = new Set(due.map(({ batch }) => batch?.number)).size;
    try {
      const facts = { to: run.to, order: run.orderId };
      const handOver: PortionParts['handOver'] =
        run.to === 'printer' || spoolFolder === null
          ? toPrinterUntil(stop, printer)
          : (pdf, handing) => this.#toSpool(spoolFolder, pdf, handing);
      const { printed, failures, stopped } = await printPortion({ ...this.#parts, ra, facts, handOver }, due);
      this.#printed += printed;
      this.#failed += failures.length;
      this.#failure = stopped;
      this.#lastFailure = failures.at(-1) ?? this.#lastFailure;
      return stopped === null;
    } finally {
      this.#cardsAtWork = 0;
      for (const key of keys) inPrinter.delete(key);
    }
  }

  async #toSpool(folder: string, pdf: Uint8Array, handing: (to: string) => Promise<void>): Promise<void> {
    const name = this.#fileName();
    const file = join(folder, name);
    await spool(file, pdf, () => handing(file));
    this.#files.push(name);
  }

  /** Sorted by name, the files of a run are in card order. */
  #fileName(): string {
    const at = this.#since.replaceAll(/[^0-9T]/g, '');
    return `letters-${this.#order.run.orderId}-${at}-${String(this.#files.length + 1).padStart(4, '0')}.pdf`;
  }
}

/** A PIN letter belongs to the card that was issued, not to one that was spoiled before. */
function isOf(card: OrderCard, { registrationId, kind, cardSerial, delivery }: LetterRecord): boolean {
  if (registrationId !== card.registrationId || delivery !== 'print') return false;
  return kind === 'websitePassword' || cardSerial === card.cardSerial;
}

function pinsFirst(a: LetterRecord, b: LetterRecord): number {
  return Number(b.kind === 'cardPins') - Number(a.kind === 'cardPins') || a.madeAt.localeCompare(b.madeAt);
}
