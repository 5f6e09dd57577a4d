/** A card in the same process, for tests of everything above the transport. */
import { concatBytes } from '../../base/bytes.js';
import type { CardConnection } from './connection.js';

/** @param execute answers one command APDU, like a card */
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
