/** Errors of the card layer. `card/` converts status words to them; the daemon converts them to failure codes. */
import type { PinReference } from '../base/terms.js';

/** The card rejected the PIN. One try is spent. */
export class WrongPinError extends Error {
  override readonly name = 'WrongPinError';
  constructor(
    readonly reference: PinReference,
    readonly triesLeft: number,
  ) {
    super(`wrong PIN ${reference}, ${triesLeft} tries left`);
  }
}

/** No try of the PIN is left. RESET RETRY COUNTER with the PUK unblocks it. */
export class PinBlockedError extends Error {
  override readonly name = 'PinBlockedError';
  constructor(readonly reference: PinReference) {
    super(`PIN ${reference} is blocked`);
  }
}

/** The card rejected the PUK. One try is spent. */
export class WrongPukError extends Error {
  override readonly name = 'WrongPukError';
  constructor(
    readonly reference: PinReference,
    readonly triesLeft: number,
  ) {
    super(`wrong PUK ${reference}, ${triesLeft} tries left`);
  }
}

/** No try of the PUK is left: this PIN can never be unblocked again. */
export class PukBlockedError extends Error {
  override readonly name = 'PukBlockedError';
  constructor(readonly reference: PinReference) {
    super(`PUK ${reference} is blocked`);
  }
}

/** The card answered a command with an error status word, or the driver refuses a command that the card must not execute. */
export class CardRefusedError extends Error {
  override readonly name: string = 'CardRefusedError';
  constructor(
    /** ISO 7816 name of the command, e.g. `CREATE FILE`. */
    readonly command: string,
    /** SW1 SW2 as a number, e.g. 0x6A82. */
    readonly statusWord: number,
  ) {
    super(`${command} answered ${statusWord.toString(16).toUpperCase().padStart(4, '0')}`);
  }
}

/**
 * Card and issuer do not have the same keys. A card counts such authentications and refuses every further one for ever after some: nobody
 * tries again before a person has found out why.
 */
export class CardAuthenticationError extends Error {
  override readonly name = 'CardAuthenticationError';
  constructor(
    /** Who found it out: this program, from the card's cryptogram (some cards count from INITIALIZE UPDATE on); or the card. */
    readonly foundBy: 'host' | 'card',
  ) {
    super(
      foundBy === 'host'
        ? 'the card has other keys; it has counted nothing'
        : 'the card refused the keys and counts this',
    );
  }
}

/** The card has no memory left for what the command was to store. The command changed nothing. */
export class CardFullError extends CardRefusedError {
  override readonly name = 'CardFullError';
}

/** The card's answer breaks its specification: truncated TLV, wrong length, endless 61XX. */
export class CardProtocolError extends Error {
  override readonly name = 'CardProtocolError';
}

/** 6FXX, *no precise diagnosis* (ISO 7816-4 §5.6): cards answer it also when they were disturbed, and not a second time. */
export function isPassingRefusal(error: unknown): boolean {
  return error instanceof CardRefusedError && error.statusWord >> 8 === 0x6f;
}

/** Why a driver does not recognise a card. */
export interface DriverRefusal {
  readonly family: string;
  /** For a maintainer, e.g. `SELECT answered 6A82`. */
  readonly reason: string;
}

/** No driver recognises this card. */
export class UnknownCardError extends Error {
  override readonly name = 'UnknownCardError';
  constructor(
    readonly atr: Uint8Array,
    /** One for each driver. */
    readonly reasons: readonly DriverRefusal[] = [],
  ) {
    const because = reasons.map(({ family, reason }) => `${family}: ${reason}`).join('; ');
    super(`no driver knows this card${because && ` (${because})`}`);
  }
}

/** A PIN breaks the rules. No APDU was sent. */
export class PinRuleError extends Error {
  override readonly name = 'PinRuleError';
  constructor(
    /** `digits`: only digits are allowed, and it has another character. */
    readonly reason: 'tooShort' | 'tooLong' | 'character' | 'digits',
    readonly minLength: number,
    readonly maxLength: number,
  ) {
    super(`PIN ${reason}`);
  }
}

/** For `catch`: null for a `CardProtocolError`; other errors are thrown again. */
export function nullWhenMalformed(error: unknown): null {
  if (error instanceof CardProtocolError) return null;
  throw error;
}

/** For `catch`: a `CardProtocolError` becomes the result; other errors are thrown again. */
export function malformedAsResult(error: unknown): CardProtocolError {
  if (error instanceof CardProtocolError) return error;
  throw error;
}
