/** Sessions of screens, staff, and subscribers who log in. */
import { z } from 'zod';
import { pinReferenceSchema, secretText } from './base.js';
import { raSchema } from './ra.js';

/** GET /api/session: made for a screen that has none; cookie `gateway`, HttpOnly, SameSite=Strict. */
export const sessionSchema = z.object({
  role: z.enum(['kiosk', 'staff']),
  /** Operator's name at the console. */
  operator: z.string().nullable(),
  /** Reader of the kiosk, when there is one. */
  kioskReaderId: z.string().nullable(),
  /** In the order of the settings; the kiosk asks which one when there are several. */
  ras: z.array(raSchema),
  kiosk: z.object({ idleSeconds: z.int(), countdownSeconds: z.int(), shuffleKeypad: z.boolean() }),
});
export type WireSession = z.infer<typeof sessionSchema>;

/** POST /api/staff/login → 200 session | 401 failure. POST /api/staff/logout → 204. */
export const staffLoginSchema = z.strictObject({ name: z.string().min(1).max(64), password: secretText });

/**
 * POST /api/authorisations: the subscriber's website account and password, for one PIN of the card in the reader.
 * 201 authorisation | 4xx failure. It is kept in the kiosk session. DELETE /api/authorisations wipes it (204).
 */
export const authoriseSchema = z.strictObject({
  /** The only RA when there is one. */
  raId: z.string().optional(),
  readerId: z.string(),
  pin: pinReferenceSchema,
  /** 網站帳號 */
  account: z.string().min(1).max(64),
  password: secretText,
});
export const authorisationSchema = z.object({
  pin: pinReferenceSchema,
  cardSerial: z.string(),
  name: z.string(),
  expiresAt: z.string(),
});
export type WireAuthorisation = z.infer<typeof authorisationSchema>;
