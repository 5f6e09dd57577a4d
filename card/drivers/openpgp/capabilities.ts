/** What an OpenPGP card can do. */
import type { CardCapabilities, KeySlot, PinRule } from '../driver.js';
import { lettersAndDigits } from '../pinRule.js';

/** OpenPGP card 3.4 §4.2: PW1 of at least six characters. Every card that the driver takes holds sixteen (C4). */
export const pinRule: PinRule = { minLength: 6, maxLength: 16, characters: '[0-9A-Za-z]' };

const codeLength = 12;
export const pukRule: PinRule = { minLength: codeLength, maxLength: codeLength, characters: '[0-9A-Za-z]' };

/** Tries of PW1, PW3 and the resetting code (§4.2). */
export const maxTries = 3;

/** What a factory sets (§4.2). */
export const factory = { pw1: '123456', pw3: '12345678' } as const;

/** Name of the operation that replaces the factory's PW3. */
export const drawAdminPin = 'adminPin';

const signatureSlot: KeySlot = { uses: ['sign'], algorithms: ['rsa2048'], olderPairs: 0, renewal: 'over' };

/** Of a card with MANAGE SECURITY ENVIRONMENT. */
export const capabilities: CardCapabilities = {
  pins: [
    {
      reference: 1,
      guards: ['sign', 'encrypt'],
      rule: pinRule,
      maxTries,
      unblocking: [
        {
          way: 'ownPuk',
          puk: {
            length: codeLength,
            alphabet: lettersAndDigits,
            maxTries,
            set: 'beforePin',
            // It is replaced under PW3, which the PIN alone opens.
            changeable: false,
          },
        },
      ],
    },
  ],
  // Key 1 for signatures, keys 2 and 3 in turn for decipherment.
  keySlots: [signatureSlot, { uses: ['encrypt'], algorithms: ['rsa2048'], olderPairs: 1, renewal: 'beside' }],
  // The drawn PW3 is stored while PW1 is the factory's: from then on PW1 opens the object in which it lies. PW1 is set under PW3, so that
  // it can be set again after an interruption.
  preparation: [
    { what: 'createFiles', pin: 1 },
    {
      what: 'own',
      name: drawAdminPin,
      kind: 'repeatable',
      label: { 'zh-TW': '更換管理密碼', en: 'Replacing the administration PIN' },
    },
    { what: 'setPuk', pin: 1 },
    { what: 'setPin', pin: 1 },
    { what: 'makeKeys', uses: ['sign', 'encrypt'] },
  ],
};

/** Of a card without it: key 2 only deciphers, so it cannot sign the request for its certificate. */
export const signatureOnly: CardCapabilities = {
  ...capabilities,
  keySlots: [signatureSlot],
  preparation: capabilities.preparation.map((operation) =>
    operation.what === 'makeKeys' ? { ...operation, uses: ['sign'] } : operation,
  ),
};
