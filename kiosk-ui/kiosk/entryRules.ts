/** What each entry asks for and takes. The daemon and the RA judge; the kiosk only keeps a person from typing in vain. */
import type { PinReference, PinRule } from '../api/types.js';
import type { WordKey } from '../words/kioskPage.js';

interface EntryKind {
  readonly title: WordKey;
  /** The line below the title. */
  readonly hint: WordKey | null;
  /** After it the row sends a request: the button confirms instead of leading to the next entry. */
  readonly isLast: boolean;
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

const secret = { masked: true, hex: false } as const;

const entryKinds = {
  account: {
    title: 'enterAccount',
    hint: 'accountHint',
    isLast: false,
    masked: false,
    rule: account,
    hex: false,
    tries: null,
  },
  serial: {
    title: 'enterSerial',
    hint: 'serialHint',
    isLast: true,
    masked: false,
    rule: serial,
    hex: true,
    tries: null,
  },
  password: { title: 'enterPassword', hint: 'passwordHint', isLast: true, ...secret, rule: password, tries: null },
  oldPassword: {
    title: 'enterOldPassword',
    hint: 'passwordHint',
    isLast: false,
    ...secret,
    rule: password,
    tries: null,
  },
  newPassword: {
    title: 'enterNewPassword',
    hint: 'newPasswordHint',
    isLast: false,
    ...secret,
    rule: password,
    tries: null,
  },
  newPasswordAgain: {
    title: 'enterNewPasswordAgain',
    hint: null,
    isLast: true,
    ...secret,
    rule: password,
    tries: null,
  },
  oldPin: { title: 'enterOldPin', hint: null, isLast: false, ...secret, rule: 'card', tries: 'task' },
  newPin: { title: 'enterNewPin', hint: null, isLast: false, ...secret, rule: 'card', tries: null },
  newPinAgain: { title: 'enterNewPinAgain', hint: null, isLast: true, ...secret, rule: 'card', tries: null },
  tryNewPin: { title: 'enterTryNewPin', hint: null, isLast: true, ...secret, rule: 'card', tries: 'task' },
  pin1: { title: 'enterPin1', hint: null, isLast: false, ...secret, rule: 'card', tries: 1 },
  pin2: { title: 'enterPin2', hint: null, isLast: true, ...secret, rule: 'card', tries: 2 },
} as const satisfies Readonly<Record<string, EntryKind>>;

export type EntryField = keyof typeof entryKinds;

export function entryKind(field: EntryField): EntryKind {
  return entryKinds[field];
}
