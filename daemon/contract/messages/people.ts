/** Sessions of screens, staff, and subscribers who log in. */
import { z } from 'zod';
import { pinReferenceSchema, secretText } from './base.js';
import { jobKindSchema } from '../jobs/index.js';
import { permissionSchema } from './permissions.js';
import { raSchema } from './ra.js';
import { placeSchema } from './screens.js';

export const staffRoleSchema = z
  .enum(['counterOfficer', 'batchOperator', 'supervisor', 'maintainer', 'auditor'])
  .describe('櫃檯人員, 製卡人員, 主管, 維護人員, 稽核人員');
export type StaffRole = z.infer<typeof staffRoleSchema>;

/** Of one RA at least. */
export const raScopeSchema = z
  .array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/))
  .min(1)
  .max(32)
  .nullable()
  .describe('Ids of the RAs whose records a member of staff sees and works on; null: of all.');

export const sessionSchema = z.object({
  role: z.enum(['kiosk', 'staff']),
  place: placeSchema,
  operator: z.string().nullable().describe('Operator’s name at the console.'),
  staffRole: staffRoleSchema.nullable(),
  permissions: z
    .array(permissionSchema)
    .describe('What the operator may do while `restriction` is null: a screen offers nothing else.'),
  cardLogin: z.boolean().describe('May staff log in by card?'),
  jobs: z.array(jobKindSchema).describe('The jobs that may be begun, answered and stopped at this screen.'),
  restriction: z
    .enum(['locked', 'changePassword'])
    .nullable()
    .describe(
      'Why a staff session may do nothing now. `locked`: the staff card was pulled. `changePassword`: the password is a ' +
        'temporary one. null: nothing is in the way.',
    ),
  kioskReaderId: z.string().nullable().describe('Reader of the kiosk, when there is one.'),
  ras: z
    .array(raSchema)
    .describe(
      'Those whose records may be seen here, in the order of the settings; the kiosk asks which one when there are several.',
    ),
  scope: raScopeSchema,
  kiosk: z.object({ idleSeconds: z.int(), countdownSeconds: z.int(), shuffleKeypad: z.boolean() }),
});
export type WireSession = z.infer<typeof sessionSchema>;

export const staffLoginSchema = z.strictObject({ name: z.string().min(1).max(64), password: secretText });

export const cardReaderSchema = z.object({
  readerId: z.string(),
  name: z.string(),
  card: z
    .enum(['none', 'reading', 'usable', 'other'])
    .describe('`usable`: a card with PIN 1 that nobody uses; whether it is a staff card is looked at when it logs in.'),
  triesLeft: z.int().nullable().describe('Of PIN 1.'),
  isOwn: z.boolean().describe('The card that unlocks this screen.'),
});
export type WireCardReader = z.infer<typeof cardReaderSchema>;

export const cardReaderListSchema = z.object({ readers: z.array(cardReaderSchema) });
export type WireCardReaderList = z.infer<typeof cardReaderListSchema>;

const cardPin = {
  pin: secretText.describe('PIN 1 of the card.'),
  lastTryConfirmed: z.boolean().default(false).describe('The person’s explicit word when one try is left.'),
};

export const cardLoginSchema = z.strictObject({ readerId: z.string(), ...cardPin });
export const unlockSchema = z.strictObject(cardPin).describe('With the card that the session was begun with.');

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
