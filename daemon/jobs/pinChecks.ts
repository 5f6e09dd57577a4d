/** Checks of the PINs that their owner typed to begin a job. No try is spent. */
import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import { checkPin } from '../../card/drivers/pinRule.js';
import type { FailureCode } from '../contract/failures/catalogue.js';
import { Failure } from '../contract/failures/failure.js';
import type { KnownCard } from '../readers/readerView.js';
import type { SpentPukTries, PukTries } from './pukTries.js';

/** The codes with which a kind of job refuses a PIN because of its retry counter. */
export interface TriesFailures {
  readonly locked: FailureCode;
  readonly lastTry: FailureCode;
}

interface LastTry {
  readonly lastTryConfirmed: boolean;
}

/** @returns null while the PIN is not set */
export function triesOf(card: KnownCard, pin: PinReference): number | null {
  return card.pins.find(({ reference }) => reference === pin)?.triesLeft ?? null;
}

/** @returns null while no try of the PUK is known to be spent */
export function triesOfPuk(
  { serial, puks }: KnownCard,
  pin: PinReference,
  pukTries: Pick<PukTries, 'missesOf'>,
): SpentPukTries | null {
  return pukTries.missesOf(serial, pin, puks?.find(({ reference }) => reference === pin) ?? null);
}

/** @throws {Failure} for a locked PIN, and for one with a single try left unless the person knows of it */
export function checkTries(
  card: KnownCard,
  { pin, lastTryConfirmed }: LastTry & { readonly pin: PinReference },
  failures: TriesFailures,
): void {
  const triesLeft = triesOf(card, pin);
  if (triesLeft === 0) throw new Failure(failures.locked, { pin });
  if (triesLeft === 1 && !lastTryConfirmed) throw new Failure(failures.lastTry, { pin });
}

/** The PINs of an order: `pin2` is absent for a card with one PIN. */
export interface TypedOrder {
  readonly pin1: Secret;
  readonly pin2?: Secret | undefined;
}

/** The PINs that were typed, in order: those that the card has. @throws {Failure} `job.create.otherPins` */
export function typedPins(
  { pins }: Pick<KnownCard, 'pins'>,
  { pin1, pin2 }: TypedOrder,
): readonly { readonly pin: PinReference; readonly typed: Secret }[] {
  const hasSecond = pins.some(({ reference }) => reference === 2);
  if (hasSecond !== (pin2 !== undefined)) throw new Failure('job.create.otherPins', { pins: hasSecond ? 2 : 1 });
  return [{ pin: 1, typed: pin1 }, ...(pin2 === undefined ? [] : [{ pin: 2, typed: pin2 } as const])];
}

/**
 * Checks every PIN of the card. The job itself finds out that one is not set.
 * @returns the PINs of the card @throws {Failure} @throws {PinRuleError}
 */
export function checkCardPins(
  card: KnownCard,
  { lastTryConfirmed, ...typed }: LastTry & TypedOrder,
  failures: TriesFailures,
): PinReference[] {
  return typedPins(card, typed).map(({ pin, typed: secret }) => {
    checkTries(card, { pin, lastTryConfirmed }, failures);
    checkPin(secret, [card.pinRule]);
    return pin;
  });
}
