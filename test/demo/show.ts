/** What the person at the terminal sees: plain lines; on a terminal also colours and what is just being done. */
import { styleText } from 'node:util';
import type { Localized } from '../../daemon/contract/messages.js';

type Style = Parameters<typeof styleText>[0];

const clearLine = '\r\u001b[2K';

export class Show {
  readonly #out: NodeJS.WriteStream;
  readonly #isTerminal: boolean;
  /** A line about what is being done stands there, to be replaced by the next one. */
  #provisional = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.#isTerminal = out.isTTY && process.env['NO_COLOR'] === undefined;
  }

  heading(words: Localized): void {
    this.line('');
    this.line(this.#styled('bold', `${words.en}  ${words['zh-TW']}`));
  }

  line(text = ''): void {
    this.#out.write(`${this.#provisional ? clearLine : ''}${text}\n`);
    this.#provisional = false;
  }

  /** On a terminal only; in one language, because a line that wraps cannot be cleared. */
  running({ en }: Localized): void {
    if (!this.#isTerminal) return;
    this.#out.write(`${this.#provisional ? clearLine : ''}  …          ${en}`);
    this.#provisional = true;
  }

  /** @param ms how long it took */
  outcome(ok: boolean, words: Localized, ms: number): void {
    const mark = ok ? this.#styled('green', '✓') : this.#styled('red', '✗');
    this.line(`  ${mark} ${Math.round(ms).toString().padStart(6)} ms  ${words.en}  ${words['zh-TW']}`);
  }

  /** Announces a piece of work, does it, and tells how long it took. */
  async timed<T>(words: Localized, work: () => Promise<T>): Promise<T> {
    const begin = performance.now();
    this.running(words);
    try {
      const result = await work();
      this.outcome(true, words, performance.now() - begin);
      return result;
    } catch (error) {
      this.outcome(false, words, performance.now() - begin);
      throw error;
    }
  }

  /** A command, and what it answered. */
  command(command: string, answer: readonly string[]): void {
    this.line(this.#styled('dim', `    $ ${command}`));
    for (const line of answer) this.line(this.#styled('dim', `      ${line}`));
  }

  #styled(style: Style, text: string): string {
    return this.#isTerminal ? styleText(style, text) : text;
  }
}
