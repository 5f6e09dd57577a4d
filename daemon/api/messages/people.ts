/** Sessions of screens, staff, and subscribers who log in. */
import { z } from 'zod';
import { pinReferenceSchema, secretText } from './base.js';
import { raSchema } from './ra.js';

export const sessionSchema = z.object({
  role: z.enum(['kiosk', 'staff']),
  operator: z.string().nullable().describe('Operator’s name at the console.'),
  kioskReaderId: z.string().nullable().describe('Reader of the kiosk, when there is one.'),
  ras: z.array(raSchema).describe('In the order of the settings; the kiosk asks which one when there are several.'),
  kiosk: z.object({ idleSeconds: z.int(), countdownSeconds: z.int(), shuffleKeypad: z.boolean() }),
});
export type WireSession = z.infer<typeof sessionSchema>;

export const staffLoginSchema = z.strictObject({ name: z.string().min(1).max(64), password: secretText });

export const authoriseSchema = z
  .strictObject({
    raId: z.string().optional().describe('The only RA when there is one.'),
    readerId: z.string(),
    pin: pinReferenceSchema,
    account: z.string().min(1).max(64).describe('網站帳號'),
    password: secretText,
  })
  .describe('The subscriber’s website account and password, for one PIN of the card in the reader.');
export const authorisationSchema = z.object({
  pin: pinReferenceSchema,
  cardSerial: z.string(),
  name: z.string(),
  expiresAt: z.string(),
});
export type WireAuthorisation = z.infer<typeof authorisationSchema>;
