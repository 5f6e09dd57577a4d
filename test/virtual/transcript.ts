/** Records the APDUs of a card without PINs, PUKs and deciphered data. */
import { toHex } from '../../base/bytes.js';

/** One exchange without secrets. */
export interface Exchange {
  /** Command APDU in hex; secret data bytes are `XX`. */
  readonly command: string;
  /** Response APDU in hex, masked likewise; null when the card did not answer. */
  readonly response: string | null;
}

const maxExchanges = 5_000;
/** INS of VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER, of SET MANAGEMENT KEY of PIV, and of PUT DATA, which sets the PINs of MyEID. */
const secretCommands: readonly number[] = [0x20, 0x24, 0x2c, 0xda, 0xff];
const headerLength = 5;

/** The command APDU in hex, with `XX` for each byte of a secret data field. */
export function maskedCommand(command: Uint8Array): string {
  const secret = secretCommands.includes(command[1] ?? -1) && command.length > headerLength;
  if (!secret) return toHex(command);
  return toHex(command.subarray(0, headerLength)) + 'XX'.repeat(command.length - headerLength);
}

function maskedResponse(command: Uint8Array, response: Uint8Array): string {
  const decipher = command[1] === 0x2a && command[2] === 0x80 && command[3] === 0x86;
  if (!decipher || response.length <= 2) return toHex(response);
  return 'XX'.repeat(response.length - 2) + toHex(response.subarray(-2));
}

/** The latest exchanges of a card. */
export class Transcript {
  readonly #exchanges: Exchange[] = [];

  add(command: Uint8Array, response: Uint8Array | null): void {
    this.#exchanges.push({
      command: maskedCommand(command),
      response: response === null ? null : maskedResponse(command, response),
    });
    if (this.#exchanges.length > maxExchanges) this.#exchanges.shift();
  }

  list(): readonly Exchange[] {
    return [...this.#exchanges];
  }
}
