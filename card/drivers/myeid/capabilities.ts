/** What a MyEID card can do as this driver sets it up. */
import type { CardCapabilities, KeySlot, PinRule, UnblockWay } from '../driver.js';

/** Tries that the driver gives to each PIN and PUK. */
export const tries = { pin: 3, puk: 10 } as const;

/** Bytes of a PIN or PUK in a command. */
export const fieldLength = 8;

export const pinRule: PinRule = {
  minLength: 4,
  maxLength: fieldLength,
  characters: '[0-9]',
  padding: { byte: 0xff, length: fieldLength },
};

export const pukRule: PinRule = { minLength: fieldLength, maxLength: fieldLength, characters: '[0-9]' };

const ownPuk: UnblockWay = {
  way: 'ownPuk',
  puk: { length: fieldLength, alphabet: '0123456789', maxTries: tries.puk, set: 'withPin', changeable: false },
};

const slot = { algorithms: ['rsa2048'], olderPairs: 1, renewal: 'beside' } as const satisfies Omit<KeySlot, 'uses'>;

/** Name of the operation after which the card guards its files. */
export const finalise = 'finalise';

export const capabilities: CardCapabilities = {
  pins: [
    { reference: 1, guards: ['sign', 'signEncrypt'], rule: pinRule, maxTries: tries.pin, unblocking: [ownPuk] },
    { reference: 2, guards: ['encrypt'], rule: pinRule, maxTries: tries.pin, unblocking: [ownPuk] },
  ],
  keySlots: [
    { uses: ['sign', 'signEncrypt'], ...slot },
    { uses: ['encrypt'], ...slot },
  ],
  // All files and key files are created before the card is finalised: afterwards it creates files for PIN 1 alone.
  preparation: [
    { what: 'createFiles', pin: 1 },
    { what: 'setPinAndPuk', pin: 1 },
    { what: 'createFiles', pin: 2 },
    { what: 'setPinAndPuk', pin: 2 },
    { what: 'own', name: finalise, kind: 'once', label: { 'zh-TW': '啟用晶片卡', en: 'Finalising the card' } },
    { what: 'makeKeys', uses: ['sign', 'signEncrypt'] },
    { what: 'makeKeys', uses: ['encrypt'] },
  ],
};
