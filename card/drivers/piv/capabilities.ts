/** What a PIV card with GET METADATA can do. */
import type { CardCapabilities, PinRule } from '../driver.js';
import { paddedLength } from './commands.js';
import { lettersAndDigits } from '../pinRule.js';

/** SP 800-73-4 part 2 §2.4.3: six to eight digits. */
export const pinRule: PinRule = {
  minLength: 6,
  maxLength: paddedLength,
  characters: '[0-9]',
  padding: { byte: 0xff, length: paddedLength },
};

export const pukRule: PinRule = { minLength: paddedLength, maxLength: paddedLength, characters: '[0-9A-Za-z]' };

/** What a factory sets: YubiKey and PivApplet alike. */
export const factory = {
  pin: '123456',
  puk: '12345678',
  managementKey: '010203040506070801020304050607080102030405060708',
} as const;

/** Name of the operation that replaces the factory's management key. */
export const drawManagementKey = 'managementKey';

const beside = { olderPairs: 1, renewal: 'beside' } as const;

export const capabilities: CardCapabilities = {
  pins: [
    {
      reference: 1,
      guards: ['sign', 'encrypt', 'signEncrypt'],
      rule: pinRule,
      // PivApplet's; a YubiKey has 3. The card itself tells its own.
      maxTries: 5,
      unblocking: [
        {
          way: 'ownPuk',
          puk: {
            length: paddedLength,
            alphabet: lettersAndDigits,
            maxTries: 3,
            set: 'beforePin',
            changeable: true,
          },
        },
      ],
    },
  ],
  keySlots: [
    { uses: ['sign'], algorithms: ['rsa2048', 'p256'], ...beside },
    // A P-256 key would agree on a secret and not decipher, which no job asks for.
    { uses: ['encrypt'], algorithms: ['rsa2048'], ...beside },
    { uses: ['signEncrypt'], algorithms: ['rsa2048'], ...beside },
  ],
  // The mark comes first, so that an interrupted card is not a foreign one. It is written under the factory's management key; the
  // successor of that key is readable with the PIN alone.
  preparation: [
    { what: 'createFiles', pin: 1 },
    { what: 'setPuk', pin: 1 },
    {
      what: 'own',
      name: drawManagementKey,
      kind: 'once',
      label: { 'zh-TW': '更換管理金鑰', en: 'Replacing the management key' },
    },
    { what: 'setPin', pin: 1 },
    { what: 'makeKeys', uses: ['sign', 'encrypt', 'signEncrypt'] },
  ],
};
