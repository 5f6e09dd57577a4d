/**
 * Letters that are set, and printed or spooled, as one PDF: released by the RA to the key of this one print, opened in memory,
 * and counted one by one as what became of them.
 */
import { taipeiTime } from '../../base/taipei.js';
import type { Clock } from '../../base/clock.js';
import type { Secret } from '../../base/secret.js';
import { createOperationRecipient, type OperationRecipient } from '../../sync/pki/recipient.js';
import type { Audit } from '../audit/audit.js';
import type { Failure } from '../failures/failure.js';
import { makePaper, PaperError } from '../paper/paperProcess.js';
import type { SheetFonts } from '../paper/sheet.js';
import type { Ra } from '../ras.js';
import type { LetterPrintTable, PrintAttempt } from '../store/letterPrintTable.js';
import { printFailureOf } from './printFailures.js';

/** As many as one request to the RA may name. */
const releasedTogether = 100;

export interface PortionParts {
  readonly ra: Ra;
  readonly prints: LetterPrintTable;
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
  readonly fonts: SheetFonts;
  /** Brings the PDF, which is lent, to the printer or the spool folder. */
  readonly handOver: (pdf: Uint8Array) => Promise<void>;
  /** Beside what stands in the attempt, for the audit log. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A letter that is to be printed, and whose it is. */
export interface DueLetter {
  readonly attempt: Omit<PrintAttempt, 'id'>;
  readonly registrationId: string;
}

export interface PortionOutcome {
  readonly printed: number;
  /** Of each letter that was not printed. */
  readonly failures: readonly Failure[];
  /** What stands in the way of the next portion too; null: nothing. */
  readonly stopped: Failure | null;
}

/** An attempt that is under way, with its letter's content once it is open. */
interface Sheet {
  readonly attempt: PrintAttempt;
  readonly registrationId: string;
}
interface OpenSheet extends Sheet {
  readonly content: Secret;
}

export async function printPortion(parts: PortionParts, due: readonly DueLetter[]): Promise<PortionOutcome> {
  const attempts = await parts.prints.begin(due.map(({ attempt }) => attempt));
  const sheets = attempts.map((attempt, i) => ({ attempt, registrationId: due[i]?.registrationId ?? '' }));
  const left = new Map<string, Sheet>(sheets.map((sheet) => [sheet.attempt.id, sheet]));
  const failures: Failure[] = [];
  const fail = async (failed: readonly Sheet[], failure: Failure): Promise<void> => {
    for (const { attempt } of failed) {
      left.delete(attempt.id);
      failures.push(failure);
    }
    await record(parts, failed, 'failed', failure);
  };
  let stopped: Failure | null = null;
  const recipient = await createOperationRecipient('letters');
  try {
    const open = await openAll(parts, recipient, sheets, fail);
    try {
      await setAndHandOver(parts, open, fail);
    } finally {
      for (const { content } of open) content.dispose();
    }
  } catch (error) {
    stopped = printFailureOf(error);
    await fail([...left.values()], stopped);
  } finally {
    recipient.dispose();
  }
  const printed = [...left.values()];
  await record(parts, printed, 'printed', null);
  return { printed: printed.length, failures, stopped };
}

type Fail = (sheets: readonly Sheet[], failure: Failure) => Promise<void>;

/** @param fail takes those that the RA refused @returns the others; the caller disposes of their contents */
async function openAll(
  { ra }: PortionParts,
  recipient: OperationRecipient,
  sheets: readonly Sheet[],
  fail: Fail,
): Promise<OpenSheet[]> {
  const open: OpenSheet[] = [];
  try {
    for (let from = 0; from < sheets.length; from += releasedTogether) {
      const together = sheets.slice(from, from + releasedTogether);
      const releases = await ra.connector.releaseLetters({
        letters: together.map(({ attempt: { id, letterId, reason } }) => ({
          letterId,
          reprintReason: reason,
          idempotencyKey: id,
        })),
        operator: together[0]?.attempt.operator ?? '',
        recipientCertificate: recipient.certificate,
      });
      for (const [i, sheet] of together.entries()) {
        const release = releases[i];
        if (release instanceof Uint8Array) open.push({ ...sheet, content: await recipient.open(release) });
        else await fail([sheet], printFailureOf(release));
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
      await fail([bad], printFailureOf(error));
      sheets = sheets.filter((sheet) => sheet !== bad);
      continue;
    }
    try {
      await parts.handOver(pdf);
    } finally {
      pdf.fill(0);
    }
    return;
  }
}

/** @returns the PDF; the caller zeroes it */
function paperOf({ ra, fonts, clock }: PortionParts, sheets: readonly OpenSheet[]): Promise<Buffer> {
  const copies = sheets.map(({ attempt }) => attempt.copy);
  const printedOn = taipeiTime(clock.now());
  const order = { kind: 'letters', fonts, ra: ra.profile.name, copies, printedOn } as const;
  return makePaper(
    order,
    sheets.map(({ content }) => content),
  );
}

/** The RA is told first: what it was not told of stands without an outcome, and a person looks. */
async function record(
  { ra, prints, audit, facts: common }: PortionParts,
  sheets: readonly Sheet[],
  outcome: 'printed' | 'failed',
  failure: Failure | null,
): Promise<void> {
  for (const { attempt, registrationId } of sheets) {
    const { id, raId, letterId, operator, copy, reason } = attempt;
    if (outcome === 'printed') await ra.link.enqueue('letterPrinted', { letterId, operator, copy }, id);
    const facts = {
      ...{ ra: raId, letter: letterId, copy },
      ...common,
      ...(reason !== null && { reason }),
      ...(failure !== null && { failure: failure.code }),
    };
    await audit.append({ actor: operator, action: `letter.${outcome}`, subject: registrationId, facts });
  }
  await prints.end(
    sheets.map(({ attempt }) => attempt.id),
    outcome,
  );
}
