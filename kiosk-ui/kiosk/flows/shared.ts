/** Rows that several flows have in common: the card, the RA, the login, the terms, the PINs, saving. */
import type { KnownCard, PinReference } from '../../api/types.js';
import type { EntryField } from '../entryRules.js';
import type { Page, TextOf } from '../flow.js';
import type { Context } from '../pages/definePage.js';
import { knownCard, type Task } from '../visit.js';

export const raChoice: Page = { ask: 'ra' };
export const raThere: Page = { ask: 'raAway' };

/** @param fits is this card one that the flow is for? */
export const cardThere = (fits: (card: KnownCard) => boolean): readonly Page[] => [
  { ask: 'insertCard' },
  {
    ask: 'wrongCard',
    when: ({ world }) => {
      const card = knownCard(world);
      return card !== null && !fits(card);
    },
  },
];

const wantsNewPassword = ({ task }: Context) => task.passwordChange;

/** Website account and password; where the RA wants a new password first, that too. */
export const logIn = (request: 'logIn' | 'authorise'): readonly Page[] => [
  { entry: 'account' },
  { entry: 'password' },
  { request },
  { ask: 'newPasswordNeeded' },
  { entry: 'newPassword', when: wantsNewPassword },
  { entry: 'newPasswordAgain', repeats: 'newPassword', when: wantsNewPassword },
  { request, changesPassword: true, when: wantsNewPassword },
];

export const terms: readonly Page[] = [{ request: 'terms' }, { ask: 'terms' }];

export const newPin: readonly Page[] = [{ entry: 'newPin' }, { entry: 'newPinAgain', repeats: 'newPin' }];

const bothPins: readonly PinReference[] = [1, 2];

/** Before anything is typed: a locked PIN has to be unblocked first. */
export const pinsUsable: readonly Page[] = bothPins.map((pin) => ({ ask: 'pinLocked', pin }));

const pinField = (pin: PinReference): EntryField => (pin === 1 ? 'pin1' : 'pin2');

/** PIN 1, then PIN 2; before a last try the person confirms that one try is left. */
export const pins: readonly Page[] = bothPins.flatMap((pin): Page[] => [
  { ask: 'lastTry', pin },
  { entry: pinField(pin), ofPin: pin },
]);

/** The PINs that were typed, for the order of a job. */
export const pinsIn = (text: TextOf) => ({
  pin1: text('pin1'),
  ...(text.has('pin2') && { pin2: text('pin2') }),
});

/** What a job says of a PIN that it asks for again; undefined: it does not ask for this one. */
export const askedFor = ({ answers }: Task, pin: PinReference) =>
  answers?.question.kind === 'verifyPins'
    ? answers.question.pins.find(({ reference }) => reference === pin)
    : undefined;

/** The PINs that a job asks for again. */
export const pinsAskedFor: readonly Page[] = bothPins.flatMap((pin): Page[] => [
  { ask: 'lastTry', pin, when: ({ task }) => askedFor(task, pin)?.triesLeft === 1 },
  { entry: pinField(pin), when: ({ task }) => askedFor(task, pin) !== undefined },
]);

/** 存檔: to a stick when there is one, else by a link, else when a stick comes. */
export const saving: readonly Page[] = [
  { request: 'targets' },
  { ask: 'target' },
  { request: 'save' },
  { ask: 'saved' },
];

export const raIdOf = ({ raId }: { readonly raId: string | null }) => (raId === null ? {} : { raId });
