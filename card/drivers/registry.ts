/** Finds the driver for a card. */
import { parseAtr } from '../iso7816/atr.js';
import type { CardConnection } from '../transport/connection.js';
import type { CardDriver } from './driver.js';
import {
  CardProtocolError,
  CardRefusedError,
  isPassingRefusal,
  UnknownCardError,
  type DriverRefusal,
} from '../errors.js';
import type { DriverEntry } from './driverEntry.js';
import { isoAppletPair } from './isoapplet/isoappletPair.js';
import { myEid } from './myeid/myEid.js';
import { openPgp } from './openpgp/openPgp.js';
import { piv } from './piv/piv.js';

/** In the order of the attempts: an entry that checks more properties of a card precedes one that checks fewer. */
export const registry: readonly DriverEntry[] = [myEid, isoAppletPair, piv, openPgp];

/**
 * Finds the driver by the card's answer to reset and its content. An answer to reset that cannot be parsed excludes no family: the
 * reader has powered the card with it, and the content decides. A card that its number does not tell from others is not used: a job could
 * go on with another one, and its PUK would be that of several cards.
 * @throws {UnknownCardError} when no driver recognises the card @throws {TransportError}
 */
export async function openCard(connection: CardConnection, entries = registry): Promise<CardDriver> {
  const claiming = entries.find(({ claims }) => claims?.(connection) === true);
  if (claiming !== undefined) return claiming.open(connection);
  const atr = parseAtr(connection.atr);
  const reasons: DriverRefusal[] = [];
  for (const { family, matchesAtr, open, claims } of entries) {
    if (claims !== undefined) continue;
    if (atr !== null && !matchesAtr(atr)) {
      reasons.push({ family, reason: 'another answer to reset' });
      continue;
    }
    const opened = await attempt(() => open(connection));
    const isTold = !(opened instanceof Error);
    if (isTold && opened.identity.unique !== 'none') return opened;
    reasons.push({ family, reason: isTold ? 'the card has no number of its own' : opened.message });
  }
  throw new UnknownCardError(connection.atr, reasons);
}

/** A refusal that may pass is tried once again. @returns the driver, or why it does not recognise the card @throws {TransportError} */
async function attempt(open: () => Promise<CardDriver>): Promise<CardDriver | CardRefusedError | CardProtocolError> {
  for (let isSecond = false; ; isSecond = true) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof CardRefusedError) && !(error instanceof CardProtocolError)) throw error;
      if (isSecond || !isPassingRefusal(error)) return error;
    }
  }
}
