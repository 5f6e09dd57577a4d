/** A record of APDUs that is safe to keep: what may hold a secret is masked, and so is all that is not known to be harmless. */
import { toHex } from '../../base/bytes.js';
import type { CardConnection } from './connection.js';

export interface TracedExchange {
  readonly reader: string;
  /** Command APDU, hex; `XX` for each masked byte. */
  readonly command: string;
  /** Response APDU, hex, masked likewise; null when the transport failed. */
  readonly response: string | null;
  readonly elapsedMs: number;
}

/** Instructions whose data fields, both ways, hold no secret: file content, control data and public keys. */
const harmless: ReadonlySet<number> = new Set([0x22, 0x46, 0x84, 0xa4, 0xb0, 0xca, 0xd6, 0xe0, 0xe4]);
const performSecurityOperation = 0x2a;
const getResponse = 0xc0;
const headerBytes = 5;
const statusBytes = 2;

const mask = (bytes: Uint8Array): string => 'XX'.repeat(bytes.length);

function isHarmless(command: Uint8Array): boolean {
  const [, ins, p1, p2] = command;
  if (ins === performSecurityOperation) return p1 === 0x9e && p2 === 0x9a;
  return ins !== undefined && harmless.has(ins);
}

/** @param record is given each exchange after it ended */
export function traced(connection: CardConnection, record: (exchange: TracedExchange) => void): CardConnection {
  let answerShown = false;
  return {
    reader: connection.reader,
    get atr() {
      return connection.atr;
    },
    disconnect: (disposition) => connection.disconnect(disposition),
    transmit: async (command, options) => {
      // The rest of an answer is as secret as its beginning.
      if (command[1] !== getResponse) answerShown = isHarmless(command);
      const shown = answerShown || command.length <= headerBytes;
      const written = shown
        ? toHex(command)
        : toHex(command.subarray(0, headerBytes)) + mask(command.subarray(headerBytes));
      const startedMs = performance.now();
      let response: string | null = null;
      try {
        const answer = await connection.transmit(command, options);
        const data = answer.subarray(0, -statusBytes);
        response = (answerShown ? toHex(data) : mask(data)) + toHex(answer.subarray(-statusBytes));
        return answer;
      } finally {
        record({ reader: connection.reader, command: written, response, elapsedMs: performance.now() - startedMs });
      }
    },
  };
}
