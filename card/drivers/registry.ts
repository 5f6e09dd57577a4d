/** Finds the driver for a card. */
import { parseAtr } from '../iso7816/atr.js';
import type { CardConnection } from '../transport/connection.js';
import type { CardDriver } from './driver.js';
import { CardProtocolError, CardRefusedError, UnknownCardError } from '../errors.js';
import type { DriverEntry } from './driverEntry.js';
import { isoAppletPair } from './isoapplet/isoappletPair.js';

/** In the order of the attempts: an entry that checks more properties of a card precedes one that checks fewer. */
const registry: readonly DriverEntry[] = [isoAppletPair];

/**
 * Finds the driver by the card's answer to reset and its content.
 * @throws {UnknownCardError} when no driver recognises the card @throws {TransportError}
 */
export async function openCard(connection: CardConnection): Promise<CardDriver> {
  const atr = parseAtr(connection.atr);
  for (const entry of registry) {
    if (atr === null || !entry.matchesAtr(atr)) continue;
    try {
      return await entry.open(connection);
    } catch (error) {
      if (!(error instanceof CardRefusedError) && !(error instanceof CardProtocolError)) throw error;
    }
  }
  throw new UnknownCardError(connection.atr);
}
