/** What a card said, as types. A status word becomes one of these in `card/` and a failure code in the daemon. */
import type { PinReference } from '../base/terms.js';

export class WrongPinError extends Error {
  override readonly name = 'WrongPinError';
  constructor(
    readonly reference: PinReference,
    readonly triesLeft: number,
  ) {
    super(`wrong PIN ${reference}, ${triesLeft} tries left`);
  }
}

export class PinBlockedError extends Error {
  override readonly name = 'PinBlockedError';
  constructor(readonly reference: PinReference) {
    super(`PIN ${reference} is blocked`);
  }
}

export class WrongPukError extends Error {
  override readonly name = 'WrongPukError';
  constructor(
    readonly reference: PinReference,
    /** null where the card does not tell. */
    readonly triesLeft: number | null,
  ) {
    super(`wrong PUK ${reference}, ${triesLeft ?? 'unknown'} tries left`);
  }
}

/** The PUK itself is blocked: the card can never be unblocked again. */
export class PukBlockedError extends Error {
  override readonly name = 'PukBlockedError';
  constructor(readonly reference: PinReference) {
    super(`PUK ${reference} is blocked`);
  }
}

/** The card answered a command with a status word that says no. */
export class CardRefusedError extends Error {
  override readonly name = 'CardRefusedError';
  constructor(
    /** ISO 7816 name of the command, e.g. `CREATE FILE`. */
    readonly command: string,
    /** SW1 SW2 as a number, e.g. 0x6A82. */
    readonly statusWord: number,
  ) {
    super(`${command} answered ${statusWord.toString(16).toUpperCase().padStart(4, '0')}`);
  }
}

/** The card answered something that its specification does not allow (truncated TLV, wrong length, endless 61xx). */
export class CardProtocolError extends Error {
  override readonly name = 'CardProtocolError';
}

/** No driver knows this card. */
export class UnknownCardError extends Error {
  override readonly name = 'UnknownCardError';
  constructor(readonly atr: Uint8Array) {
    super('no driver knows this card');
  }
}

/** A PIN breaks the rule; found before any APDU. */
export class PinRuleError extends Error {
  override readonly name = 'PinRuleError';
  constructor(
    readonly reason: 'tooShort' | 'tooLong' | 'character',
    readonly minLength: number,
    readonly maxLength: number,
  ) {
    super(`PIN ${reason}`);
  }
}
