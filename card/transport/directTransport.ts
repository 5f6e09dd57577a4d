/** A connection to a card in the same process, for tests of what is above the transport. */
import { concatBytes } from '../../base/bytes.js';
import type { CardConnection } from './connection.js';

/** @param execute returns the response APDU to one command APDU @param atr the card's answer to reset */
export function directConnection(
  execute: (command: Uint8Array) => Promise<Uint8Array> | Uint8Array,
  atr: Uint8Array,
  reader = 'direct',
): CardConnection {
  return {
    reader,
    atr,
    transmit: async (command) => execute(concatBytes(command)),
    disconnect: () => Promise.resolve(),
  };
}
