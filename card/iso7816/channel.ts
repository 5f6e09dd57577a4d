/**
 * Sends commands over a connection: command chaining (ISO 7816-4 §5.3.3), GET RESPONSE after 61XX (§5.3.4, §11.8.1) and a second
 * attempt with the right Le after 6CXX. Over T=0 a command with data is sent without Le and its answer is fetched with GET RESPONSE (ISO
 * 7816-3 §12.2). A card that answers without end causes a `CardProtocolError`, not an endless loop.
 */
import { concatBytes } from '../../base/bytes.js';
import { CardProtocolError } from '../errors.js';
import type { CardConnection } from '../transport/connection.js';
import type { CommandApdu, ResponseApdu } from './apdu.js';
import { chainingBit, encodeCommand, encodeTpdu, extendedLimits, isCase4, parseResponse, shortLimits } from './apdu.js';
import type { Command } from './command.js';
import { getResponse } from './commands/getResponse.js';
import { bytesAvailable, exactLength, refusal, statusWords } from './statusWord.js';

/** What the card supports. */
export interface ChannelOptions {
  /** Does the card accept extended length fields? Over T=0 they are never used: P3 is one byte, and long data is chained. */
  readonly extendedLength: boolean;
}

/** Greatest number of parts of one response; 64 KiB in short APDUs. */
const maxResponseParts = 256;

/** The command level of one connection. One command at a time. */
export class Channel {
  readonly connection: CardConnection;
  readonly #isT0: boolean;
  readonly #extendedLength: boolean;

  constructor(connection: CardConnection, { extendedLength }: ChannelOptions = { extendedLength: false }) {
    this.connection = connection;
    this.#isT0 = connection.protocol === 'T=0';
    this.#extendedLength = extendedLength && !this.#isT0;
  }

  /** Longest command data field without chaining, in bytes. */
  get commandBytes(): number {
    return (this.#extendedLength ? extendedLimits : shortLimits).commandBytes;
  }

  /** Greatest Le, in bytes. */
  get responseBytes(): number {
    return (this.#extendedLength ? extendedLimits : shortLimits).responseBytes;
  }

  /**
   * Sends a command and parses its response.
   * @throws {TransportError} @throws {CardProtocolError}
   * @throws the error that `refusal` makes of a status word other than 9000
   */
  async send<Answer>(command: Command<Answer>): Promise<Answer> {
    const response = await this.exchange(command);
    try {
      if (response.statusWord !== statusWords.success) throw refusal(command, response.statusWord);
      return command.parse(response.data);
    } finally {
      if (command.secretAnswer) response.data.fill(0);
    }
  }

  /**
   * Sends a command and returns its status word unchecked, for callers to whom other status words than 9000 are results too.
   * @throws {TransportError} @throws {CardProtocolError}
   */
  async exchange(command: Command<unknown>): Promise<ResponseApdu> {
    try {
      const { data } = command.apdu;
      if (data === undefined || data.length <= this.commandBytes) return await this.#complete(command, command.apdu);
      return await this.#chain(command, data);
    } finally {
      if (command.secretData) command.apdu.data?.fill(0);
    }
  }

  /** All parts but the last have the chaining bit and no Le. A status word other than 9000 to a part ends the chain. */
  async #chain(command: Command<unknown>, data: Uint8Array): Promise<ResponseApdu> {
    const { cla, ins, p1, p2 } = command.apdu;
    let offset = 0;
    for (; data.length - offset > this.commandBytes; offset += this.commandBytes) {
      const part = data.subarray(offset, offset + this.commandBytes);
      const response = await this.#transmit(command, { cla: cla | chainingBit, ins, p1, p2, data: part });
      if (response.statusWord !== statusWords.success) return response;
    }
    return this.#complete(command, { ...command.apdu, data: data.subarray(offset) });
  }

  /** Sends one command APDU and fetches its whole response. */
  async #complete(command: Command<unknown>, apdu: CommandApdu): Promise<ResponseApdu> {
    let response = await this.#transmit(command, apdu);
    // Its TPDU has no Le: sent again it would be carried out again.
    const isCase4OverT0 = this.#isT0 && isCase4(apdu);
    if (isCase4OverT0) response = await this.#fetchAfterSuccess(command, apdu, response);
    const exact = exactLength(response.statusWord);
    // 6CXX is an answer to a wrong Le. Commands with a secret have no Le, so a PIN or PUK is never sent twice.
    if (exact !== null && apdu.le !== undefined && !isCase4OverT0)
      response = await this.#transmit(command, { ...apdu, le: exact });
    const parts = [response.data];
    try {
      let available = bytesAvailable(response.statusWord);
      while (available !== null) {
        if (parts.length === maxResponseParts) throw new CardProtocolError(`${command.name} has an answer without end`);
        const { cla } = apdu;
        response = await this.#transmit(command, getResponse(cla, available));
        const wanted = exactLength(response.statusWord);
        if (wanted !== null) response = await this.#transmit(command, getResponse(cla, wanted));
        parts.push(response.data);
        available = bytesAvailable(response.statusWord);
        if (available !== null && response.data.length === 0) {
          throw new CardProtocolError(`${command.name} has an answer that does not come`);
        }
      }
      return { data: parts.length === 1 ? response.data : concatBytes(...parts), statusWord: response.statusWord };
    } finally {
      if (command.secretAnswer && parts.length > 1) for (const part of parts) part.fill(0);
    }
  }

  /**
   * Over T=0 a card may answer 9000 to a command with data before its answer is fetched (ISO 7816-3 §12.2.5, case 4S.2). A card that
   * refuses GET RESPONSE then has no answer.
   * @returns the answer, or its beginning; `response` when there is nothing to fetch
   */
  async #fetchAfterSuccess(
    command: Command<unknown>,
    { cla, le = shortLimits.responseBytes }: CommandApdu,
    response: ResponseApdu,
  ): Promise<ResponseApdu> {
    if (response.statusWord !== statusWords.success || response.data.length > 0) return response;
    const fetched = await this.#transmit(command, getResponse(cla, le));
    const exact = exactLength(fetched.statusWord);
    if (exact !== null) return this.#transmit(command, getResponse(cla, exact));
    const isAnswer = fetched.statusWord === statusWords.success || bytesAvailable(fetched.statusWord) !== null;
    return isAnswer ? fetched : response;
  }

  async #transmit(command: Command<unknown>, apdu: CommandApdu): Promise<ResponseApdu> {
    const bytes = this.#isT0 ? encodeTpdu(apdu) : encodeCommand(apdu, this.#extendedLength);
    try {
      const { timeoutMs } = command;
      const answer = await this.connection.transmit(bytes, timeoutMs === undefined ? {} : { timeoutMs });
      const response = parseResponse(answer);
      if (response.data.length > (apdu.le ?? 0) && apdu.le !== undefined) {
        throw new CardProtocolError(`${command.name} answered ${response.data.length} bytes, asked for ${apdu.le}`);
      }
      return response;
    } finally {
      bytes.fill(0);
    }
  }
}
