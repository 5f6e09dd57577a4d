/**
 * Letters that are printed or spooled as one PDF. The RA releases them to the key of this one print, they are opened in memory, and the
 * outcome of each is recorded.
 */
import { taipeiTime } from '../../base/taipei.js';
import type { Clock } from '../../base/clock.js';
import type { Secret } from '../../base/secret.js';
import { createOperationRecipient, type OperationRecipient } from '../../base/pki/recipient.js';
import type { Audit } from '../audit/audit.js';
import type { Failure } from '../contract/failures/failure.js';
import { makePaper, PaperError } from '../paper/paperProcess.js';
import { longestMsFor, print, PrintDoubtError, PrintError, type PrintCommand } from '../paper/printer.js';
import type { SheetFonts } from '../paper/sheet.js';
import type { Ra } from '../ras/ras.js';
import { toPrinter, type LetterPrintTable, type PrintAttempt } from './letterPrintTable.js';
import { printFailureOf } from './printFailures.js';

/** As many as one request to the RA may name. */
const releasedTogether = 100;

export interface PortionParts {
  readonly ra: Ra;
  readonly prints: LetterPrintTable;
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
  readonly fonts: SheetFonts;
  /** Makes the PDF of the letters; `makePaper` when absent. */
  readonly paper?: typeof makePaper;
  /**
   * Brings the PDF of so many letters, which is lent, to the printer or the spool folder; says where to before anything can come out there.
   * A `PrintDoubtError` leaves the attempts without an outcome, and so does a `PrintError` of several letters that CUPS had taken.
   */
  readonly handOver: (pdf: Uint8Array, handing: (to: string) => Promise<void>, letters: number) => Promise<void>;
  /** Beside what stands in the attempt, for the audit log. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A letter that is to be printed. */
export type DueLetter = Omit<PrintAttempt, 'id'>;

export interface PortionOutcome {
  readonly printed: number;
  /** Of each letter that was surely not printed. */
  readonly failures: readonly Failure[];
  /** What stands in the way of the next portion too; null: nothing. */
  readonly stopped: Failure | null;
}

/** An attempt that is under way, with its letter's content. */
interface OpenSheet {
  readonly attempt: PrintAttempt;
  readonly content: Secret;
}

export async function printPortion(parts: PortionParts, due: readonly DueLetter[]): Promise<PortionOutcome> {
  const attempts = await parts.prints.begin(due);
  const left = new Map<string, PrintAttempt>(attempts.map((attempt) => [attempt.id, attempt]));
  const failures: Failure[] = [];
  const fail = async (failed: readonly PrintAttempt[], failure: Failure): Promise<void> => {
    for (const { id } of failed) {
      left.delete(id);
      failures.push(failure);
    }
    await recordPrints(parts, failed, 'failed', { failure: failure.code });
  };
  let stopped: Failure | null = null;
  const recipient = await createOperationRecipient('letters');
  try {
    const open = await openAll(parts, recipient, attempts, fail);
    try {
      await setAndHandOver(parts, open, fail);
    } finally {
      for (const { content } of open) content.dispose();
    }
  } catch (error) {
    stopped = printFailureOf(error);
    // As after a crash: a person says whether they came out, and of those that had not left the next start knows it.
    if (isInDoubt(error, left.size)) left.clear();
    else await fail([...left.values()], stopped);
  } finally {
    recipient.dispose();
  }
  const printed = [...left.values()];
  await recordPrints(parts, printed, 'printed');
  return { printed: printed.length, failures, stopped };
}

/** Several letters that CUPS had taken may be out in part. A single one did not come out as a whole: what came out is destroyed. */
function isInDoubt(error: unknown, letters: number): boolean {
  return error instanceof PrintDoubtError || (error instanceof PrintError && error.wasTaken && letters > 1);
}

type Fail = (attempts: readonly PrintAttempt[], failure: Failure) => Promise<void>;

/** @param fail takes those that the RA refused @returns the others; the caller disposes of their contents */
async function openAll(
  { ra }: PortionParts,
  recipient: OperationRecipient,
  attempts: readonly PrintAttempt[],
  fail: Fail,
): Promise<OpenSheet[]> {
  const open: OpenSheet[] = [];
  try {
    for (let from = 0; from < attempts.length; from += releasedTogether) {
      const together = attempts.slice(from, from + releasedTogether);
      const releases = await ra.connector.releaseLetters({
        letters: together.map(({ id, letterId, reason }) => ({ letterId, reprintReason: reason, idempotencyKey: id })),
        operator: together[0]?.operator ?? '',
        recipientCertificate: recipient.certificate,
      });
      for (const [i, attempt] of together.entries()) {
        const release = releases[i];
        if (release instanceof Uint8Array) open.push({ attempt, content: await recipient.open(release) });
        else await fail([attempt], printFailureOf(release));
      }
    }
    return open;
  } catch (error) {
    for (const { content } of open) content.dispose();
    throw error;
  }
}

/** A letter that cannot be set is left out, and the others are set without it. */
async function setAndHandOver(parts: PortionParts, open: readonly OpenSheet[], fail: Fail): Promise<void> {
  let sheets = open;
  while (sheets.length > 0) {
    let pdf: Buffer;
    try {
      pdf = await paperOf(parts, sheets);
    } catch (error) {
      const bad = error instanceof PaperError && error.letter !== null ? sheets[error.letter] : undefined;
      if (bad === undefined) throw error;
      await fail([bad.attempt], printFailureOf(error));
      sheets = sheets.filter((sheet) => sheet !== bad);
      continue;
    }
    const ids = sheets.map(({ attempt }) => attempt.id);
    try {
      await parts.handOver(pdf, (to) => parts.prints.handing(ids, to), ids.length);
    } finally {
      pdf.fill(0);
    }
    return;
  }
}

/**
 * A `handOver` to the printer.
 * @param stop nothing is sent any more, and a print that CUPS has is taken back
 * @throws {PrintError} @throws {PrintDoubtError}
 */
export function toPrinterUntil(stop: AbortSignal, printer: PrintCommand): PortionParts['handOver'] {
  return async (pdf, handing, letters) => {
    if (stop.aborted) throw new PrintDoubtError('it has not left: the gateway stops');
    await handing(toPrinter);
    await print(printer, pdf, { stop, longestMs: longestMsFor(letters) });
  };
}

/** @returns the PDF; the caller zeroes it */
function paperOf({ ra, fonts, clock, paper = makePaper }: PortionParts, sheets: readonly OpenSheet[]): Promise<Buffer> {
  const copies = sheets.map(({ attempt }) => attempt.copy);
  const printedOn = taipeiTime(clock.now());
  const order = { kind: 'letters', fonts, ra: ra.profile.name, copies, printedOn } as const;
  return paper(
    order,
    sheets.map(({ content }) => content),
  );
}

/**
 * Records the outcome of these attempts. The fact for the RA comes first: an attempt without it has no outcome, and is looked at again.
 * @param facts for the audit log, beside those of the attempt and of `parts`
 */
export async function recordPrints(
  { ra, prints, audit, facts: common }: Pick<PortionParts, 'ra' | 'prints' | 'audit' | 'facts'>,
  attempts: readonly PrintAttempt[],
  outcome: 'printed' | 'failed',
  facts: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const { id, raId, letterId, operator, copy, reason, registrationId } of attempts) {
    if (outcome === 'printed') await ra.link.enqueue('letterPrinted', { letterId, operator, copy }, id);
    const logged = { ra: raId, letter: letterId, copy, ...common, ...(reason !== null && { reason }), ...facts };
    await audit.append({ actor: operator, action: `letter.${outcome}`, subject: registrationId, facts: logged });
  }
  await prints.end(
    attempts.map(({ id }) => id),
    outcome,
  );
}
