/** Capabilities for cards of tests: two PINs, each with a PUK of its own, or one. */
import type { PinReference } from '../../base/terms.js';
import type {
  CardCapabilities,
  PinDescription,
  PinRule,
  PreparationOperation,
  PukDescription,
} from '../../card/drivers/driver.js';

interface Wish {
  readonly rule?: PinRule;
  readonly puk?: Partial<PukDescription>;
}

const anyRule: PinRule = { minLength: 4, maxLength: 16, characters: '[0-9A-Za-z]' };
export const anyPuk: PukDescription = {
  length: 8,
  alphabet: '0123456789',
  maxTries: 5,
  set: 'beforePin',
  changeable: false,
};

const pinWith = ({ rule = anyRule, puk = {} }: Wish): Omit<PinDescription, 'reference' | 'guards'> => ({
  rule,
  maxTries: 3,
  unblocking: [{ way: 'ownPuk', puk: { ...anyPuk, ...puk } }],
});

const stepsOf = (pin: PinReference): PreparationOperation[] =>
  (['setPuk', 'createFiles', 'setPin'] as const).map((what) => ({ what, pin }));

const slot = { algorithms: ['rsa2048'], olderPairs: 1, renewal: 'beside' } as const;

/** PIN 1 guards the keys for signing and for both uses, PIN 2 that for encryption. */
export function twoPins(wish: Wish = {}): CardCapabilities {
  return {
    pins: [
      { reference: 1, guards: ['sign', 'signEncrypt'], ...pinWith(wish) },
      { reference: 2, guards: ['encrypt'], ...pinWith(wish) },
    ],
    keySlots: [
      { uses: ['sign', 'signEncrypt'], ...slot },
      { uses: ['encrypt'], ...slot },
    ],
    preparation: [...stepsOf(1), { what: 'makeKeys', uses: ['sign', 'signEncrypt', 'encrypt'] }, ...stepsOf(2)],
  };
}

/** One PIN guards every key. */
export function onePin(wish: Wish = {}): CardCapabilities {
  return {
    ...twoPins(wish),
    pins: [{ reference: 1, guards: ['sign', 'encrypt', 'signEncrypt'], ...pinWith(wish) }],
    preparation: [...stepsOf(1), { what: 'makeKeys', uses: ['sign', 'signEncrypt', 'encrypt'] }],
  };
}
