/**
 * 密碼單: the RA releases a letter sealed to a key of this one print; it is opened, set and sent to the printer in memory. A print
 * counts when the printer's program ended well, and only then.
 */
import type { Logger } from 'pino';
import { taipeiTime } from '../../base/taipei.js';
import type { Clock } from '../../base/clock.js';
import { RaRefusedError, RaUnavailableError, type LetterRecord } from '../../sync/connector.js';
import { createOperationRecipient } from '../../sync/pki/recipient.js';
import type { WireLetter, WireLetterList, WirePrintedLetter } from '../api/messages.js';
import type { Audit } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import { makePaper, PaperError } from '../paper/paperProcess.js';
import { print, PrintError, type PrintCommand } from '../paper/printer.js';
import type { SheetFonts } from '../paper/sheet.js';
import type { Ra, Ras } from '../ras.js';
import type { EarlierPrints, LetterPrintTable, PrintAttempt } from '../store/letterPrintTable.js';

export interface LettersParts {
  readonly ras: Ras;
  readonly prints: LetterPrintTable;
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
  readonly fonts: SheetFonts;
  readonly printer: PrintCommand;
  readonly logger: Logger;
}

/** As far back as a letter is looked for. */
const longestDays = 365;

export class Letters {
  /** Letters that are in the printer now. */
  readonly #printing = new Set<string>();

  constructor(private readonly parts: LettersParts) {}

  /** Those of every RA that can be asked, newest first. */
  async list(days: number): Promise<WireLetterList> {
    const answers = await Promise.all(
      this.parts.ras.all.map(async (ra) => {
        try {
          return { raId: ra.profile.id, letters: await this.#ofRa(ra, days) };
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
    const key = `${raId} ${letterId}`;
    if (this.#printing.has(key)) throw new Failure('letter.print.underWay');
    this.#printing.add(key);
    try {
      const letter = (await this.#ofRa(ra, longestDays)).find(({ id }) => id === letterId);
      const earlier = (letter?.printed ?? 0) + (letter?.interrupted === true ? 1 : 0);
      if (earlier > 0 && reprintReason === null) {
        throw letter?.interrupted === true
          ? new Failure('letter.print.interrupted')
          : new Failure('letter.print.reasonMissing', { printed: earlier });
      }
      const reason = earlier > 0 ? reprintReason : null;
      const attempt = await this.parts.prints.begin({ raId, letterId, copy: earlier + 1, operator, reason });
      return await this.#attempt(ra, attempt, letter?.registrationId ?? letterId);
    } catch (error) {
      throw classify(error);
    } finally {
      this.#printing.delete(key);
    }
  }

  async #attempt(ra: Ra, attempt: PrintAttempt, subject: string): Promise<WirePrintedLetter> {
    const { prints, audit, clock, logger } = this.parts;
    const { letterId, operator, copy, reason } = attempt;
    const facts = { ra: attempt.raId, letter: letterId, copy, ...(reason !== null && { reason }) };
    try {
      const pdf = await this.#paper(ra, attempt);
      try {
        await print(this.parts.printer, pdf);
      } finally {
        pdf.fill(0);
      }
    } catch (error) {
      const failure = failureOf(error);
      await prints.end(attempt.id, 'failed');
      await audit.append({
        actor: operator,
        action: 'letter.failed',
        subject,
        facts: { ...facts, failure: failure.code },
      });
      logger.warn({ letter: letterId, code: failure.code, facts: failure.facts }, 'a letter was not printed');
      throw failure;
    }
    await ra.link.enqueue('letterPrinted', { letterId, operator, copy });
    await audit.append({ actor: operator, action: 'letter.printed', subject, facts });
    const printedAt = await prints.end(attempt.id, 'printed');
    logger.info({ letter: letterId, copy, at: clock.now() }, 'a letter was printed');
    return { letterId, copy, printedAt };
  }

  /** @returns the PDF; the caller zeroes it */
  async #paper({ connector, profile }: Ra, { id, letterId, operator, copy, reason }: PrintAttempt): Promise<Buffer> {
    const recipient = await createOperationRecipient(id);
    try {
      const { certificate: recipientCertificate } = recipient;
      const release = { letterId, operator, reprintReason: reason, recipientCertificate };
      const content = await recipient.open(await connector.releaseLetter(release, id));
      try {
        const printedOn = taipeiTime(this.parts.clock.now());
        const order = { kind: 'letter', fonts: this.parts.fonts, ra: profile.name, copy, printedOn } as const;
        return await makePaper(order, content);
      } finally {
        content.dispose();
      }
    } finally {
      recipient.dispose();
    }
  }

  async #ofRa({ connector, profile }: Ra, days: number): Promise<WireLetter[]> {
    const [records, earlier] = await Promise.all([connector.listLetters(days), this.parts.prints.earlier(profile.id)]);
    return records.map((record) => {
      const here = earlier.find(({ letterId }) => letterId === record.id);
      return wireLetter(profile.id, record, here);
    });
  }
}

/** The RA learns of a print later than this gateway, and of those of other gateways only the RA knows. */
function wireLetter(raId: string, record: LetterRecord, here: EarlierPrints | undefined): WireLetter {
  return {
    ...record,
    raId,
    printed: Math.max(record.printed, here?.printed ?? 0),
    interrupted: (here?.unknown ?? 0) > 0,
  };
}

function failureOf(error: unknown): Failure {
  const because = { cause: error };
  if (error instanceof PrintError) {
    const { problem, detail } = error;
    switch (problem) {
      case 'missing':
        return new Failure('letter.print.commandMissing', { program: detail }, because);
      case 'refused':
        return new Failure('letter.print.refused', { detail }, because);
      case 'timeout':
        return new Failure('letter.print.timeout', { program: detail }, because);
    }
  }
  if (error instanceof PaperError) {
    const { problem, detail } = error;
    switch (problem) {
      case 'fontMissing':
        return new Failure('letter.print.fontMissing', { file: detail }, because);
      case 'characterMissing':
        return new Failure('letter.print.characterMissing', { character: detail }, because);
      case 'other':
        return new Failure('letter.print.notMade', { detail }, because);
    }
  }
  return classify(error);
}
