/** Records APDUs without secrets: only the data fields of commands that are known to hold no secret are written in clear. */
import { toHex } from '../../base/bytes.js';
import type { CardConnection } from './connection.js';

/** One exchange without secrets. */
export interface TracedExchange {
  /** PC/SC name of the reader. */
  readonly reader: string;
  /** Command APDU, hex; `XX` for each masked byte. */
  readonly command: string;
  /** Response APDU, hex, masked likewise; null when the transport failed. */
  readonly response: string | null;
  readonly elapsedMs: number;
}

/** INS of commands whose command and response data hold no secret: file content, control data and public keys. */
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

/** A connection that passes each exchange to `record` after its end and otherwise works like `connection`. */
export function traced(connection: CardConnection, record: (exchange: TracedExchange) => void): CardConnection {
  let answerShown = false;
  return {
    reader: connection.reader,
    get atr() {
      return connection.atr;
    },
    get protocol() {
      return connection.protocol;
    },
    disconnect: (disposition) => connection.disconnect(disposition),
    ...(connection.lend !== undefined && { lend: connection.lend.bind(connection) }),
    transmit: async (command, options) => {
      // The response to GET RESPONSE belongs to the command before it and is masked like that command's own.
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
