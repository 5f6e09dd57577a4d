/** A connection to a card in the same process, for tests of what is above the transport. */
import { concatBytes } from '../../base/bytes.js';
import type { CardConnection, CardProtocol } from './connection.js';

/**
 * @param execute returns the response APDU to one command APDU
 * @param atr the card's answer to reset
 * @param protocol over T=0 `execute` is given what a reader passes on: a command with data has no Le
 */
export function directConnection(
  execute: (command: Uint8Array) => Promise<Uint8Array> | Uint8Array,
  atr: Uint8Array,
  protocol: CardProtocol = 'T=1',
): CardConnection {
  return {
    reader: 'direct',
    atr,
    protocol,
    transmit: async (command) => execute(concatBytes(command)),
    disconnect: () => Promise.resolve(),
  };
}
