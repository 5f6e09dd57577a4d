/** Fields that orders and results of several kinds of jobs have in common. */
import { z } from 'zod';
import type { FailureCode } from '../failures/catalogue.js';
import { secretText, type SecretField } from '../messages/base.js';
import { certificateSchema } from '../messages/card.js';

/** Names of the fields of an order or an answer that carry a secret. */
export const secretNames = ['pin1', 'pin2', 'newPin', 'oldPin'] as const satisfies readonly SecretField[];
export type SecretName = (typeof secretNames)[number];

// ---------------------------------------------------------------- orders

export const readerId = z.string();
export const raId = z.string().optional().describe('Whose subscriber it is for; the only RA when there is one.');
export const lastTryConfirmed = z.boolean().default(false).describe('The person’s explicit word when one try is left.');
export const personsRegistration = z
  .string()
  .optional()
  .describe('Staff: whose certificates. At the kiosk the login (POST /api/logins) says so.');
/** The PINs that the card has. */
export const cardPins = {
  pin1: secretText,
  pin2: secretText.optional().describe('Absent for a card with one PIN.'),
  lastTryConfirmed,
};

// ---------------------------------------------------------------- results

export const cardSerial = z.string();
export const certificates = z
  .array(certificateSchema)
  .describe('The current ones first, then those that stay on the card beside them.');
export const lifeCycle = z.enum(['blank', 'foreign', 'incomplete', 'prepared', 'issued']);
export const pinsInLetter = z
  .boolean()
  .describe('Were the PINs drawn at random, to be printed in the password letter by the RA?');

// ---------------------------------------------------------------- failures

/** Where a PIN is typed: it breaks the rule of the card or of the RA. */
export const pinRuleFailures = [
  'card.pin.tooShort',
  'card.pin.tooLong',
  'card.pin.character',
  'card.pin.digits',
] as const satisfies readonly FailureCode[];
/** Where the PINs of a card are typed: it has another number of them. */
export const cardPinFailures = ['job.create.otherPins', ...pinRuleFailures] as const satisfies readonly FailureCode[];
/** Where a PIN is chosen: the rule is broken, or the PIN is easy to guess. */
export const newPinFailures = [
  ...pinRuleFailures,
  'card.pin.noneFits',
  'card.pin.repeats',
  'card.pin.run',
  'card.pin.common',
  'card.pin.personal',
] as const satisfies readonly FailureCode[];
/** Where it concerns a subscriber of an RA. */
export const raFailures = ['ra.choose.unknown', 'ra.choose.missing'] as const satisfies readonly FailureCode[];
/** Where it concerns the certificates of a person: whose is not known. */
export const personFailures = [
  'job.create.registrationMissing',
  'job.create.notLoggedIn',
] as const satisfies readonly FailureCode[];
/** Where it makes a card for a registration: a registration takes one. */
export const registrationFailures = [
  'case.claim.taken',
  'job.create.registrationInProgress',
] as const satisfies readonly FailureCode[];
