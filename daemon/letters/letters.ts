/**
 * 密碼單: the RA releases a letter sealed to a key of this one print. It is opened, set and sent to the printer in memory. A print counts
 * only when it came out, as far as the printer's program can tell.
 */
import type { Logger } from 'pino';
import { timestamp, type Clock } from '../../base/clock.js';
import { RaRefusedError, RaUnavailableError, type LetterRecord } from '../../sync/connector.js';
import type { Audit } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { PrintCommand } from '../paper/printer.js';
import type { SheetFonts } from '../paper/sheet.js';
import type { RaScope } from '../ras/raScope.js';
import type { Ra, Ras } from '../ras/ras.js';
import type { EarlierPrints, LetterPrintTable } from './letterPrintTable.js';
import { printPortion, toPrinterUntil, type PortionParts } from './letterPortion.js';

export interface LettersParts extends Pick<PortionParts, 'paper'> {
  readonly ras: Ras;
  readonly prints: LetterPrintTable;
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
  readonly fonts: SheetFonts;
  readonly printer: PrintCommand;
  /** Letters that are in the printer now, by `inPrinterKey`; nobody else prints them. */
  readonly inPrinter: Set<string>;
  readonly logger: Logger;
}

export function inPrinterKey(raId: string, letterId: string): string {
  return `${raId} ${letterId}`;
}

/** A password letter, as far as the RA and this gateway know of its prints. */
export interface Letter extends LetterRecord {
  readonly raId: string;
  /** Its print was interrupted: only a person can see whether it came out. */
  readonly interrupted: boolean;
}

export interface LetterList {
  /** Newest first. */
  readonly letters: readonly Letter[];
  /** RAs that could not be asked. */
  readonly unreachable: readonly string[];
}

export interface PrintedLetter {
  readonly letterId: string;
  /** 1 for the first print. */
  readonly copy: number;
  /** RFC 3339 */
  readonly printedAt: string;
}

interface PrintOrder {
  readonly operator: string;
  readonly letterId: string;
  /** null for the first print */
  readonly reprintReason: string | null;
}

export class Letters {
  readonly #parts: LettersParts;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<PrintedLetter>>();

  constructor(parts: LettersParts) {
    this.#parts = parts;
  }

  /** Takes back what is in the printer, and resolves when that is written down. Nothing is printed afterwards. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.allSettled(this.#underWay);
  }

  /** The letters of every RA of the scope that can be asked, newest first. */
  async list(days: number, scope: RaScope): Promise<LetterList> {
    const answers = await Promise.all(
      this.#parts.ras.within(scope).all.map(async (ra) => {
        try {
          const records = await ra.connector.listLetters(days);
          return { raId: ra.profile.id, letters: await this.#withPrints(ra, records) };
        } catch (error) {
          if (!(error instanceof RaUnavailableError) && !(error instanceof RaRefusedError)) throw error;
          return { raId: ra.profile.id, letters: null };
        }
      }),
    );
    return {
      letters: answers.flatMap(({ letters }) => letters ?? []).sort((a, b) => b.madeAt.localeCompare(a.madeAt)),
      unreachable: answers.filter(({ letters }) => letters === null).map(({ raId }) => raId),
    };
  }

  /** @param reprintReason null for the first print @throws {Failure} `letter.print.*`, `ra.*` */
  async print(operator: string, raId: string, letterId: string, reprintReason: string | null): Promise<PrintedLetter> {
    const ra = this.#parts.ras.byId(raId);
    const key = inPrinterKey(raId, letterId);
    if (this.#parts.inPrinter.has(key)) throw new Failure('letter.print.underWay');
    this.#parts.inPrinter.add(key);
    const printing = this.#print(ra, { operator, letterId, reprintReason });
    this.#underWay.add(printing);
    try {
      return await printing;
    } catch (error) {
      throw classify(error);
    } finally {
      this.#underWay.delete(printing);
      this.#parts.inPrinter.delete(key);
    }
  }

  async #print(ra: Ra, { operator, letterId, reprintReason }: PrintOrder): Promise<PrintedLetter> {
    const { printer, clock, logger } = this.#parts;
    const [letter] = await this.#find(ra, letterId);
    const earlier = letter === undefined ? 0 : printsBefore(letter);
    if (letter !== undefined && earlier > 0 && reprintReason === null) {
      if (letter.interrupted) throw new Failure('letter.print.interrupted');
      if (letter.printed > 0) throw new Failure('letter.print.reasonMissing', { printed: letter.printed });
    }
    const copy = earlier + 1;
    const reason = earlier > 0 ? reprintReason : null;
    const registrationId = letter?.registrationId ?? letterId;
    const attempt = { raId: ra.profile.id, batch: null, registrationId, operator, letterId, copy, reason };
    const handOver = toPrinterUntil(this.#stopping.signal, printer);
    const { failures, stopped } = await printPortion({ ...this.#parts, ra, facts: {}, handOver }, [attempt]);
    const failure = failures[0] ?? stopped;
    if (failure !== null) {
      logger.warn(
        { letter: letterId, code: failure.code, facts: failure.facts },
        'the print of a letter did not succeed',
      );
      throw failure;
    }
    logger.info({ letter: letterId, copy }, 'a letter was printed');
    return { letterId, copy, printedAt: timestamp(clock) };
  }

  async #find(ra: Ra, letterId: string): Promise<Letter[]> {
    const letter = await ra.connector.findLetter(letterId);
    return letter === null ? [] : this.#withPrints(ra, [letter]);
  }

  async #withPrints({ profile }: Ra, records: readonly LetterRecord[]): Promise<Letter[]> {
    const earlier = await this.#parts.prints.earlier(
      profile.id,
      records.map(({ id }) => id),
    );
    return records.map((record) => letterOf(profile.id, record, earlier.get(record.id)));
  }
}

/** The RA learns of a print later than this gateway. Of the prints of other gateways only the RA knows. */
export function letterOf(raId: string, record: LetterRecord, here: EarlierPrints | undefined): Letter {
  return {
    ...record,
    raId,
    printed: Math.max(record.printed, here?.printed ?? 0),
    interrupted: (here?.unknown ?? 0) > 0,
  };
}

/** How often it came out, or may have: unless this is 0, the next print is a reprint. */
export function printsBefore({ printed, interrupted, releasedElsewhere }: Letter): number {
  return printed + (interrupted || (printed === 0 && releasedElsewhere) ? 1 : 0);
}
