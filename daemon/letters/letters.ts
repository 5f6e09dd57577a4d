/**
 * 密碼單: the RA releases a letter sealed to a key of this one print; it is opened, set and sent to the printer in memory. A print
 * counts when the printer's program ended well, and only then.
 */
import type { Logger } from 'pino';
import { timestamp, type Clock } from '../../base/clock.js';
import { RaRefusedError, RaUnavailableError, type LetterRecord } from '../../sync/connector.js';
import type { WireLetter, WireLetterList, WirePrintedLetter } from '../contract/messages.js';
import type { Audit } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import { print, type PrintCommand } from '../paper/printer.js';
import type { SheetFonts } from '../paper/sheet.js';
import type { Ra, Ras } from '../ras/ras.js';
import { toPrinter, type EarlierPrints, type LetterPrintTable } from './letterPrintTable.js';
import { printPortion, type PortionParts } from './letterPortion.js';

export interface LettersParts {
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

export class Letters {
  constructor(private readonly parts: LettersParts) {}

  /** Those of every RA that can be asked, newest first. */
  async list(days: number): Promise<WireLetterList> {
    const answers = await Promise.all(
      this.parts.ras.all.map(async (ra) => {
        try {
          const records = await ra.connector.listLetters(days);
          return { raId: ra.profile.id, letters: await this.#wired(ra, records) };
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
  async print(
    operator: string,
    raId: string,
    letterId: string,
    reprintReason: string | null,
  ): Promise<WirePrintedLetter> {
    const ra = this.parts.ras.byId(raId);
    const key = inPrinterKey(raId, letterId);
    if (this.parts.inPrinter.has(key)) throw new Failure('letter.print.underWay');
    this.parts.inPrinter.add(key);
    try {
      const [letter] = await this.#find(ra, letterId);
      const earlier = letter === undefined ? 0 : printsBefore(letter);
      if (letter !== undefined && earlier > 0 && reprintReason === null) {
        if (letter.interrupted) throw new Failure('letter.print.interrupted');
        if (letter.printed > 0) throw new Failure('letter.print.reasonMissing', { printed: letter.printed });
      }
      const reason = earlier > 0 ? reprintReason : null;
      return await this.#print(
        ra,
        { operator, letterId, copy: earlier + 1, reason },
        letter?.registrationId ?? letterId,
      );
    } catch (error) {
      throw classify(error);
    } finally {
      this.parts.inPrinter.delete(key);
    }
  }

  async #print(
    ra: Ra,
    what: {
      readonly operator: string;
      readonly letterId: string;
      readonly copy: number;
      readonly reason: string | null;
    },
    registrationId: string,
  ): Promise<WirePrintedLetter> {
    const { printer, clock, logger } = this.parts;
    const { letterId, copy } = what;
    const attempt = { raId: ra.profile.id, batch: null, registrationId, ...what };
    const handOver: PortionParts['handOver'] = async (pdf, handing) => {
      await handing(toPrinter);
      await print(printer, pdf);
    };
    const {
      failures: [failure],
    } = await printPortion({ ...this.parts, ra, facts: {}, handOver }, [attempt]);
    if (failure !== undefined) {
      logger.warn({ letter: letterId, code: failure.code, facts: failure.facts }, 'a letter was not printed');
      throw failure;
    }
    logger.info({ letter: letterId, copy }, 'a letter was printed');
    return { letterId, copy, printedAt: timestamp(clock) };
  }

  async #find(ra: Ra, letterId: string): Promise<WireLetter[]> {
    const letter = await ra.connector.findLetter(letterId);
    return letter === null ? [] : this.#wired(ra, [letter]);
  }

  async #wired({ profile }: Ra, records: readonly LetterRecord[]): Promise<WireLetter[]> {
    const earlier = await this.parts.prints.earlier(
      profile.id,
      records.map(({ id }) => id),
    );
    return records.map((record) => wireLetter(profile.id, record, earlier.get(record.id)));
  }
}

/** The RA learns of a print later than this gateway, and of those of other gateways only the RA knows. */
export function wireLetter(raId: string, record: LetterRecord, here: EarlierPrints | undefined): WireLetter {
  return {
    ...record,
    raId,
    printed: Math.max(record.printed, here?.printed ?? 0),
    interrupted: (here?.unknown ?? 0) > 0,
  };
}

/** Times it came out, or may have: the next print is a reprint unless this is 0. */
export function printsBefore({ printed, interrupted, releasedElsewhere }: WireLetter): number {
  return printed + (interrupted || (printed === 0 && releasedElsewhere) ? 1 : 0);
}
