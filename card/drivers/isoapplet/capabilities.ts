/** What an IsoApplet of API version 0 can do. */
import type { CardCapabilities, KeySlot, PinRule, UnblockWay } from '../driver.js';
import { paddedLength } from './layout.js';
import { lettersAndDigits } from '../pinRule.js';

/** Tries of a new PIN. */
export const maxTries = 3;

export const pinRule: PinRule = {
  minLength: 4,
  maxLength: paddedLength,
  characters: '[0-9A-Za-z]',
  padding: { byte: 0x00, length: paddedLength },
};

export const pukRule: PinRule = { minLength: paddedLength, maxLength: paddedLength, characters: '[0-9A-Za-z]' };

/** The applet tells the tries of a PUK only when it refuses one, so the driver has no `pukTries`. */
const ownPuk: UnblockWay = {
  way: 'ownPuk',
  puk: {
    length: paddedLength,
    alphabet: lettersAndDigits,
    maxTries: 5,
    set: 'beforePin',
    changeable: false,
  },
};

/** No EC: the applet supports ECDSA with SHA-1 only, which no CA accepts. */
const slot = { algorithms: ['rsa2048'], olderPairs: 1, renewal: 'beside' } as const satisfies Omit<KeySlot, 'uses'>;

export const capabilities: CardCapabilities = {
  pins: [
    { reference: 1, guards: ['sign', 'signEncrypt'], rule: pinRule, maxTries, unblocking: [ownPuk] },
    { reference: 2, guards: ['encrypt'], rule: pinRule, maxTries, unblocking: [ownPuk] },
  ],
  keySlots: [
    { uses: ['sign', 'signEncrypt'], ...slot },
    { uses: ['encrypt'], ...slot },
  ],
  // The files of an instance are created before its PIN is set, because the card needs the PIN for that afterwards.
  preparation: [
    { what: 'setPuk', pin: 1 },
    { what: 'createFiles', pin: 1 },
    { what: 'setPin', pin: 1 },
    { what: 'makeKeys', uses: ['sign', 'signEncrypt'] },
    { what: 'setPuk', pin: 2 },
    { what: 'createFiles', pin: 2 },
    { what: 'setPin', pin: 2 },
    { what: 'makeKeys', uses: ['encrypt'] },
  ],
};
