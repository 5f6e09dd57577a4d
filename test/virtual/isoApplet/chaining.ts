/** Command chaining and GET RESPONSE as the applet does them (ISO 7816-4 §5.3.3 and §5.3.4), in one buffer of 660 bytes. */
import { concatBytes } from '../../../base/bytes.js';
import { isChained, p1p2, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import { StatusError, StatusWord, bytesRemaining, correctLength } from '../statusWord.js';

const bufferSize = 660;
const responsePart = 256;
const getResponse = 0xc0;

export class Chaining {
  readonly #chainable: readonly number[];
  #running: { readonly ins: number; readonly p1p2: number } | null = null;
  #received: Uint8Array = new Uint8Array(0);
  #waiting: Uint8Array = new Uint8Array(0);

  /** @param chainable the INS bytes whose data may come in parts */
  constructor(chainable: readonly number[]) {
    this.#chainable = chainable;
  }

  reset(): void {
    this.#running = null;
    this.#received = new Uint8Array(0);
    this.#waiting = new Uint8Array(0);
  }

  /** What must hold before any command is looked at. @throws {StatusError} 6884 or 6900 */
  admit(command: CommandApdu): void {
    if (this.#running !== null || isChained(command)) this.#admitPart(command);
    if (this.#waiting.length > 0 && command.ins !== getResponse) {
      throw new StatusError(StatusWord.commandNotAllowedGeneral);
    }
  }

  /** @returns the whole data when `command` ends its chain (or has none); null while more follows. */
  collect(command: CommandApdu): Uint8Array | null {
    const received = concatBytes(this.#received, command.data);
    if (received.length > bufferSize) throw new StatusError(StatusWord.wrongLength);
    this.#received = isChained(command) ? received : new Uint8Array(0);
    return isChained(command) ? null : received;
  }

  /** Sends the first 256 bytes; the rest waits for GET RESPONSE. */
  respond(data: Uint8Array): ResponseApdu {
    this.#waiting = data.slice(responsePart);
    if (this.#waiting.length === 0) return success(data);
    return { data: data.slice(0, responsePart), statusWord: bytesRemaining(this.#waiting.length) };
  }

  /** GET RESPONSE: Le has to be exactly what is left. */
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
