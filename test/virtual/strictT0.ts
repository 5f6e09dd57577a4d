/**
 * T=0 at its strictest (ISO 7816-3 §12.2). A command TPDU has one length byte, P3: of its data, or Le. The answer to a command with data is
 * fetched with GET RESPONSE. A Le other than the length of the answer is refused with 6CXX; the same command with the right one is
 * answered without being executed again, as a Java Card's runtime does.
 */
import { equalBytes } from '../../base/bytes.js';
import { parseCommandApdu, statusOnly, type CommandApdu, type ResponseApdu } from './apdu.js';
import { StatusWord, bytesRemaining, correctLength } from './statusWord.js';

const headerBytes = 4;
const longestPart = 256;
const getResponse = 0xc0;

/** An answer that the reader has not fetched yet. */
interface Waiting {
  /** CLA INS P1 P2 of the command that fetches it; null: GET RESPONSE does. */
  readonly header: Uint8Array | null;
  readonly response: ResponseApdu;
}

/** The T=0 level of a card. */
export class StrictT0 {
  #waiting: Waiting | null = null;

  /** Forgets an answer that was not fetched. */
  reset(): void {
    this.#waiting = null;
  }

  /** @param tpdu command TPDU @param respond executes the command @returns the response TPDU */
  async exchange(tpdu: Uint8Array, respond: (command: CommandApdu) => Promise<ResponseApdu>): Promise<ResponseApdu> {
    const p3 = tpdu[headerBytes];
    const dataBytes = tpdu.length - headerBytes - 1;
    if (p3 === undefined || (dataBytes > 0 && dataBytes !== p3)) return statusOnly(StatusWord.wrongLength);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null && fetches(tpdu, waiting)) return this.#answer(waiting, p3 || longestPart);
    const response = await respond(parseCommandApdu(tpdu));
    if (response.data.length === 0) return response;
    if (dataBytes > 0) {
      this.#waiting = { header: null, response };
      return statusOnly(bytesRemaining(response.data.length));
    }
    return this.#answer({ header: tpdu.slice(0, headerBytes), response }, p3 || longestPart);
  }

  #answer(waiting: Waiting, le: number): ResponseApdu {
    const { data } = waiting.response;
    if (le === Math.min(data.length, longestPart)) return waiting.response;
    this.#waiting = waiting;
    return statusOnly(correctLength(data.length));
  }
}

function fetches(tpdu: Uint8Array, { header }: Waiting): boolean {
  if (tpdu.length !== headerBytes + 1) return false;
  return header === null ? tpdu[1] === getResponse : equalBytes(tpdu.subarray(0, headerBytes), header);
}
