/**
 * Prints without an outcome: the gateway ended during them, they could not be taken back, or they may be out in part. A letter that had
 * not left was not printed. A file in the spool folder was. Whether a letter on its way to the printer came out only a person can see.
 */
import type { Logger } from 'pino';
import type { Audit } from '../audit/audit.js';
import { appeared, SpoolError } from '../paper/spool.js';
import type { Ras } from '../ras/ras.js';
import { toPrinter, type LetterPrintTable, type OpenAttempt } from './letterPrintTable.js';
import { recordPrints } from './letterPortion.js';

export interface BrokenOffParts {
  readonly ras: Ras;
  readonly prints: LetterPrintTable;
  readonly audit: Pick<Audit, 'append'>;
  readonly logger: Logger;
}

/** Before anything is printed again, and before the spool folder is tidied. */
export async function settleBrokenOff(parts: BrokenOffParts): Promise<void> {
  const { ras, prints, audit, logger } = parts;
  for (const attempt of await prints.open(null)) {
    const { id, raId, letterId, copy, operator, registrationId, handedTo, batch } = attempt;
    const cameOut = await didComeOut(attempt, logger);
    if (cameOut === null || !ras.serves(raId)) continue;
    const order: Record<string, string> = batch === null ? {} : { order: batch.orderId };
    if (cameOut) {
      await recordPrints({ ...parts, ra: ras.byId(raId), facts: order }, [attempt], 'printed', { seen: 'spoolFolder' });
      continue;
    }
    const facts = { ra: raId, letter: letterId, copy, ...order, cause: handedTo === null ? 'notSent' : 'notSpooled' };
    await audit.append({ actor: operator, action: 'letter.failed', subject: registrationId, facts });
    await prints.remove([id]);
  }
}

/** @returns null: only a person can tell */
async function didComeOut({ handedTo, letterId }: OpenAttempt, logger: Logger): Promise<boolean | null> {
  if (handedTo === null) return false;
  if (handedTo === toPrinter) return null;
  try {
    return await appeared(handedTo);
  } catch (error) {
    if (!(error instanceof SpoolError)) throw error;
    logger.error({ err: error, letter: letterId }, 'the spool folder cannot be looked into');
    return null;
  }
}
