/** PINs and PUKs that fit a card family. A run on a real card prints them at its end, since the card would be lost without. */
import { randomInt } from 'node:crypto';
import { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import { pinOf, pukOf } from '../../card/drivers/capabilities.js';
import type { CardCapabilities, PinRule } from '../../card/drivers/driver.js';

/** Digits fit every family: those with letters take digits too. */
const digits = '0123456789';
const usualLength = 8;

const draw = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)] ?? '0').join('');

function pinFor({ minLength, maxLength }: PinRule): string {
  return draw(digits, Math.min(maxLength, Math.max(minLength, usualLength)));
}

export class CardSecrets {
  readonly #pins = new Map<PinReference, Secret>();
  readonly #puks = new Map<PinReference, Secret>();

  constructor(private readonly capabilities: CardCapabilities) {
    for (const { reference, rule } of capabilities.pins) {
      this.#pins.set(reference, Secret.fromText(pinFor(rule)));
      const puk = pukOf(capabilities, reference);
      if (puk?.of === reference) this.#puks.set(reference, this.otherPuk(reference));
    }
  }

  pin(reference: PinReference): Secret {
    return found(this.#pins.get(reference));
  }

  puk(reference: PinReference): Secret {
    return found(this.#puks.get(reference));
  }

  /** Another PIN that fits. */
  otherPin(reference: PinReference): Secret {
    return Secret.fromText(pinFor(pinOf(this.capabilities, reference).rule));
  }

  otherPuk(reference: PinReference): Secret {
    const description = pukOf(this.capabilities, reference)?.puk;
    if (description === undefined) throw new RangeError('the family has no PUK');
    return Secret.fromText(draw(description.alphabet, description.length));
  }

  /** @returns the one before */
  replacePin(reference: PinReference, pin: Secret): Secret {
    const old = this.pin(reference);
    this.#pins.set(reference, pin);
    return old;
  }

  replacePuk(reference: PinReference, puk: Secret): void {
    this.#puks.set(reference, puk);
  }

  /** For the person who has the card. */
  inWords(): string {
    const text = (secret: Secret): string => secret.use((bytes) => Buffer.from(bytes).toString());
    const pins = [...this.#pins].map(([reference, pin]) => `PIN ${reference} ${text(pin)}`);
    return [...pins, ...[...this.#puks].map(([reference, puk]) => `PUK ${reference} ${text(puk)}`)].join(', ');
  }
}

function found(secret: Secret | undefined): Secret {
  if (secret === undefined) throw new RangeError('the family has no such PIN or PUK');
  return secret;
}
