import type { PinReference } from '../../base/terms.js';
import type { CommandApdu } from './apdu.js';

/** Which PIN or PUK a command presents, so that the error for 63CX names it. */
export interface PresentedSecret {
  readonly kind: 'pin' | 'puk';
  readonly reference: PinReference;
}

/** A command with the type of its answer. Each file in `commands/` creates the forms of one command. */
export interface Command<Answer> {
  /** ISO 7816 name, e.g. `CREATE FILE`. */
  readonly name: string;
  readonly apdu: CommandApdu;
  /** Converts the response data field to the answer. @throws {CardProtocolError} when it is malformed */
  readonly parse: (data: Uint8Array) => Answer;
  /** Absent when the command presents no PIN or PUK. */
  readonly presents?: PresentedSecret;
  /** The command data field holds a secret: the channel zeroes it after the exchange. */
  readonly secretData?: true;
  /** The response data field is a secret: the channel zeroes its copies. */
  readonly secretAnswer?: true;
  /** Time limit in ms of a command that may take the card longer than the connection's usual limit. */
  readonly timeoutMs?: number;
}

/** How a PIN is named to the card, named to people and encoded. */
export interface PinField {
  /** P2: the card's reference of the PIN. */
  readonly qualifier: number;
  /** The PIN in terms of the subscriber, for errors. */
  readonly reference: PinReference;
  /** Length in bytes that PINs are padded to with 00. */
  readonly paddedLength: number;
}

/** `parse` of commands whose response data field is ignored. */
export const noAnswer = (): void => undefined;
