/** What each entry takes. The daemon and the RA judge; the kiosk only keeps a person from typing in vain. */
import type { PinReference, PinRule } from '../api/types.js';
import type { EntryField } from './visit.js';

interface EntryKind {
  readonly masked: boolean;
  /** `card`: the rule of the card's PINs. */
  readonly rule: PinRule | 'card';
  /** Serial numbers: an own page of keys. */
  readonly hex: boolean;
  /** The PIN of the card that a wrong entry costs a try; `task`: the one that the task is about. */
  readonly tries: PinReference | 'task' | null;
}

/** What a website account and its password may hold: printable ASCII. The RA is the judge of the rest. */
const account: PinRule = { minLength: 1, maxLength: 64, characters: '[!-~]' };
/** 網站密碼: 6–16 characters. */
const password: PinRule = { minLength: 6, maxLength: 16, characters: '[!-~]' };
/** RFC 5280 §4.1.2.2: at most 20 octets. */
const serial: PinRule = { minLength: 1, maxLength: 40, characters: '[0-9A-F]' };

const secret = (rule: PinRule | 'card', tries: EntryKind['tries'] = null): EntryKind => ({
  masked: true,
  rule,
  hex: false,
  tries,
});

export const entryKinds: Readonly<Record<EntryField, EntryKind>> = {
  account: { masked: false, rule: account, hex: false, tries: null },
  serial: { masked: false, rule: serial, hex: true, tries: null },
  password: secret(password),
  oldPassword: secret(password),
  newPassword: secret(password),
  newPasswordAgain: secret(password),
  oldPin: secret('card', 'task'),
  newPin: secret('card'),
  newPinAgain: secret('card'),
  tryNewPin: secret('card', 'task'),
  pin1: secret('card', 1),
  pin2: secret('card', 2),
};
