/** The drivers in the order in which they are asked: those that recognise a card by more come first. */
import { parseAtr } from '../iso7816/atr.js';
import type { CardConnection } from '../transport/connection.js';
import type { CardDriver } from './driver.js';
import { CardProtocolError, CardRefusedError, UnknownCardError } from '../errors.js';
import type { DriverEntry } from './driverEntry.js';
import { isoAppletPair } from './isoapplet/isoappletPair.js';

const registry: readonly DriverEntry[] = [isoAppletPair];

/**
 * Finds the driver of the card by its ATR and its content.
 * @throws {UnknownCardError} @throws {TransportError}
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
