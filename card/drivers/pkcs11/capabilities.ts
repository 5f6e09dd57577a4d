/** What a card behind a vendor's module can do, by the settings. */
import type { CardCapabilities, KeySlot, PinDescription } from '../driver.js';
import type { VendorModuleSettings } from './settings.js';

type Told = Pick<VendorModuleSettings, 'tokenLabels' | 'pinRule' | 'maxTries' | 'officerPinLength'>;

const slot = { algorithms: ['rsa2048'], olderPairs: 1, renewal: 'beside' } as const satisfies Omit<KeySlot, 'uses'>;
const officerAlphabet = '0123456789';

/** The rule of the security officer's PIN that a card is given. */
export function officerPinRule({ officerPinLength }: Pick<Told, 'officerPinLength'>): PinDescription['rule'] {
  return { minLength: officerPinLength, maxLength: officerPinLength, characters: '[0-9]' };
}

/**
 * The PUK of a PIN is the security officer's PIN of its token, drawn for each card and each token: who has it sets a new PIN
 * (C_InitPIN).
 */
export function capabilitiesOf({ tokenLabels, pinRule, maxTries, officerPinLength }: Told): CardCapabilities {
  const puk = {
    ...{ length: officerPinLength, alphabet: officerAlphabet, maxTries: maxTries.officer },
    ...({ set: 'withPin', changeable: true } as const),
  };
  const common = { rule: pinRule, maxTries: maxTries.pin, unblocking: [{ way: 'ownPuk', puk }] } as const;
  const isPair = tokenLabels.length === 2;
  return {
    pins: isPair
      ? [
          { reference: 1, guards: ['sign', 'signEncrypt'], ...common },
          { reference: 2, guards: ['encrypt'], ...common },
        ]
      : [{ reference: 1, guards: ['sign', 'encrypt', 'signEncrypt'], ...common }],
    keySlots: [
      { uses: ['sign', 'signEncrypt'], ...slot },
      { uses: ['encrypt'], ...slot },
    ],
    preparation: [
      { what: 'createFiles', pin: 1 },
      { what: 'setPinAndPuk', pin: 1 },
      ...(isPair
        ? ([
            { what: 'createFiles', pin: 2 },
            { what: 'setPinAndPuk', pin: 2 },
          ] as const)
        : []),
      { what: 'makeKeys', uses: ['sign', 'signEncrypt'] },
      { what: 'makeKeys', uses: ['encrypt'] },
    ],
  };
}

/** For the documents: a card with two tokens, as the settings are when they say nothing else. */
export const usualCapabilities: CardCapabilities = capabilitiesOf({
  tokenLabels: ['PIN 1', 'PIN 2'],
  pinRule: { minLength: 6, maxLength: 8, characters: '[0-9]' },
  maxTries: { pin: 3, officer: 3 },
  officerPinLength: 8,
});
