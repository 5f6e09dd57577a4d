/** The applet's command chaining and GET RESPONSE (ISO 7816-4 §5.3.3 and §5.3.4) with its buffer of 660 bytes. */
import { concatBytes } from '../../../base/bytes.js';
import { isChained, p1p2, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import { StatusError, StatusWord, bytesRemaining, correctLength } from '../statusWord.js';

const bufferSize = 660;
const responsePart = 256;
const getResponse = 0xc0;

/** The chain in progress and the rest of the last response. */
export class Chaining {
  readonly #chainable: readonly number[];
  #running: { readonly ins: number; readonly p1p2: number } | null = null;
  #received: Uint8Array = new Uint8Array(0);
  #waiting: Uint8Array = new Uint8Array(0);

  /** @param chainable INS bytes of the commands that may be chained */
  constructor(chainable: readonly number[]) {
    this.#chainable = chainable;
  }

  /** Discards the chain and the rest of the response. */
  reset(): void {
    this.#running = null;
    this.#received = new Uint8Array(0);
    this.#waiting = new Uint8Array(0);
  }

  /** Checks that a command may follow the one before it. @throws {StatusError} 6884 or 6900 */
  admit(command: CommandApdu): void {
    if (this.#running !== null || isChained(command)) this.#admitPart(command);
    if (this.#waiting.length > 0 && command.ins !== getResponse) {
      throw new StatusError(StatusWord.commandNotAllowedGeneral);
    }
  }

  /** @returns the data of the whole chain when `command` is its last or only part; null before that @throws {StatusError} 6700 */
  collect(command: CommandApdu): Uint8Array | null {
    const received = concatBytes(this.#received, command.data);
    if (received.length > bufferSize) throw new StatusError(StatusWord.wrongLength);
    this.#received = isChained(command) ? received : new Uint8Array(0);
    return isChained(command) ? null : received;
  }

  /** The first 256 bytes of a response. The rest is kept for GET RESPONSE. */
  respond(data: Uint8Array): ResponseApdu {
    this.#waiting = data.slice(responsePart);
    if (this.#waiting.length === 0) return success(data);
    return { data: data.slice(0, responsePart), statusWord: bytesRemaining(this.#waiting.length) };
  }

  /** GET RESPONSE. Le must be the number of bytes that are left. @throws {StatusError} 6985 or 6CXX */
  continueResponse(command: CommandApdu): ResponseApdu {
    if (this.#waiting.length === 0) throw new StatusError(StatusWord.conditionsNotSatisfied);
    const expected = Math.min(this.#waiting.length, responsePart);
    if ((command.expectedLength ?? 256) !== expected) throw new StatusError(correctLength(expected));
    return this.respond(this.#waiting);
  }

  #admitPart(command: CommandApdu): void {
    if (!this.#chainable.includes(command.ins)) throw new StatusError(StatusWord.commandChainingNotSupported);
    if (this.#running === null) {
      this.#running = { ins: command.ins, p1p2: p1p2(command) };
    } else if (this.#running.ins !== command.ins || this.#running.p1p2 !== p1p2(command)) {
      throw new StatusError(StatusWord.commandNotAllowedGeneral);
    } else if (!isChained(command)) {
      this.#running = null;
    }
  }
}
