/** Command chaining (ISO 7816-4 §5.3.3) as a card takes it. */
import { concatBytes } from '../../base/bytes.js';
import { isChained, p1p2, type CommandApdu } from './apdu.js';
import { StatusError, StatusWord } from './statusWord.js';

/** A certificate of 3 KiB and its tags. */
const longestCommand = 4096;

export class CommandChain {
  readonly #chainable: readonly number[];
  #open: { readonly header: number; readonly data: Uint8Array } | null = null;

  /** @param chainable the instructions (INS) that may be chained */
  constructor(...chainable: readonly number[]) {
    this.#chainable = chainable;
  }

  /** Forgets the parts that came. */
  reset(): void {
    this.#open = null;
  }

  /** @returns the data of the whole command; null: more of it follows @throws {StatusError} 6884, 6700 */
  collect(command: CommandApdu): Uint8Array | null {
    const header = (command.ins << 16) | p1p2(command);
    const before = this.#open?.header === header ? this.#open.data : new Uint8Array(0);
    this.#open = null;
    const data = concatBytes(before, command.data);
    if (!isChained(command)) return data;
    if (!this.#chainable.includes(command.ins)) throw new StatusError(StatusWord.commandChainingNotSupported);
    if (data.length > longestCommand) throw new StatusError(StatusWord.wrongLength);
    this.#open = { header, data };
    return null;
  }
}
