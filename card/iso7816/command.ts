import type { PinReference } from '../../base/terms.js';
import type { CommandApdu } from './apdu.js';

/** Whose secret a command presents, so that a 63CX names the right one. */
export interface PresentedSecret {
  readonly kind: 'pin' | 'puk';
  readonly reference: PinReference;
}

/** A command with its typed answer; each file in `commands/` makes one kind. */
export interface Command<Answer> {
  /** ISO 7816 name, e.g. `CREATE FILE`. */
  readonly name: string;
  readonly apdu: CommandApdu;
  /** Makes the answer from the response data field. @throws {CardProtocolError} */
  readonly parse: (data: Uint8Array) => Answer;
  readonly presents?: PresentedSecret;
  /** Set where the command data field holds a secret: the channel zeroes it after the exchange. */
  readonly secretData?: true;
  /** Set where the response data field is a secret: the channel zeroes its copies. */
  readonly secretAnswer?: true;
  /** For commands that take the card long. */
  readonly timeoutMs?: number;
}

/** For commands whose response has no data field that matters. */
export const noAnswer = (): void => undefined;
