/** What subscribers do for themselves: log in, look at their record, change the website password, save certificates. */
import { z } from 'zod';
import { secretText } from './base.js';
import { certificateSchema } from './card.js';
import { registrationSchema } from './ra.js';

const raId = z.string().max(32);
const raChoice = raId.optional().describe('The only RA when there is one.');
const account = z.string().min(1).max(64).describe('網站帳號');

export const loginRequestSchema = z.strictObject({
  raId: raChoice,
  account,
  password: secretText.describe('網站密碼'),
});

export const loginSchema = z.object({
  raId,
  registrationId: z.string(),
  name: z.string().describe('用戶名稱'),
  expiresAt: z.string(),
});
export type WireLogin = z.infer<typeof loginSchema>;

export const websitePasswordSchema = z.strictObject({
  raId: raChoice,
  account,
  oldPassword: secretText,
  newPassword: secretText,
});

export const certificateRecordSchema = certificateSchema
  .extend({
    id: z.string().describe('憑證編號'),
    userIdentifier: z.string().describe('用戶識別名稱'),
    status: z
      .enum(['valid', 'expiringSoon', 'expired', 'revoked', 'suspended'])
      .describe('憑證狀態: 有效, 即將到期, 已過期, 已廢止, 暫時停用'),
    cardSerial: z.string().nullable(),
    revokedAt: z.string().nullable(),
    revocationReason: z.string().nullable().describe('As in RFC 5280 §5.3.1.'),
  })
  .describe('A row of 檢視憑證資訊.');
export type WireCertificateRecord = z.infer<typeof certificateRecordSchema>;

export const subscriberRecordSchema = z
  .object({
    raId,
    registration: registrationSchema,
    account,
    certificates: z.array(certificateRecordSchema).describe('Newest first.'),
    acceptedTermsVersion: z.string().nullable().describe('The version of the terms (用戶約定條款) accepted last.'),
  })
  .describe('The record of the subscriber who is logged in at this screen.');
export type WireSubscriberRecord = z.infer<typeof subscriberRecordSchema>;

export const partnerCertificateSchema = z.object({
  certificate: certificateRecordSchema.nullable().describe('null: there is no such certificate.'),
});

export const saveTargetsSchema = z.object({
  stick: z.object({ label: z.string() }).nullable().describe('A USB stick that is mounted.'),
  link: z.boolean().describe('Can a one-time download be offered, shown as a QR code?'),
});
export type WireSaveTargets = z.infer<typeof saveTargetsSchema>;

export const saveRequestSchema = z.strictObject({
  serials: z
    .array(z.string().regex(/^[0-9A-F]{1,40}$/))
    .min(1)
    .max(16)
    .describe('Of certificates that this screen was shown.'),
  target: z.enum(['stick', 'link']),
});

export const saveSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stick'),
    label: z.string(),
    directory: z.string().describe('Where on this machine the stick is.'),
    files: z.array(z.string()),
  }),
  z.object({ kind: z.literal('link'), url: z.string(), expiresAt: z.string(), files: z.array(z.string()) }),
]);
export type WireSave = z.infer<typeof saveSchema>;
