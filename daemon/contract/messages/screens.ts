/** Screens as known devices: how one is enrolled, and how it proves to be the one that was. */
import { z } from 'zod';

export const placeSchema = z
  .enum(['kiosk', 'counter', 'batch', 'status'])
  .describe(
    'What the screen was enrolled for. `kiosk`: subscribers, no staff. The others: staff, each beginning at its own page.',
  );
export type Place = z.infer<typeof placeSchema>;

export const screenNameSchema = z.string().trim().min(1).max(40).describe('As staff call the screen, e.g. `大廳左側`.');

export const screenCodeOrderSchema = z.strictObject({ place: placeSchema, name: screenNameSchema });
export type ScreenCodeOrder = z.infer<typeof screenCodeOrderSchema>;

export const screenCodeSchema = z.object({
  code: z.string().describe('Ten characters of Crockford’s base 32, in two groups; good for one screen.'),
  expiresAt: z.iso.datetime(),
});
export type WireScreenCode = z.infer<typeof screenCodeSchema>;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

export const enrolScreenSchema = z.strictObject({
  code: z
    .string()
    .min(1)
    .max(40)
    .describe('Letters in either case; blanks and hyphens do not count; O is 0, I and L are 1.'),
  publicKey: base64url.max(200).describe('The screen’s P-256 key: SubjectPublicKeyInfo, DER, base64url.'),
});

export const enrolledScreenSchema = z.object({ id: z.uuid(), place: placeSchema, name: z.string() });

export const screenChallengeSchema = z.object({
  nonce: z.string().describe('Good for a minute, and for one session.'),
});

export const openSessionSchema = z.strictObject({
  screenId: z.uuid(),
  nonce: base64url.max(200),
  signature: base64url
    .length(86)
    .describe(
      'ECDSA with SHA-256, r and s of 32 bytes each (IEEE P1363), base64url, over the UTF-8 lines `card-gateway screen 1`, the page’s ' +
        'origin, `screenId` and `nonce`, joined by LF.',
    ),
});

export const screenSchema = z.object({
  id: z.uuid(),
  place: placeSchema,
  name: z.string(),
  enrolledAt: z.iso.datetime(),
  enrolledBy: z.string().describe('Who made the code: a maintainer’s account, or `shell`.'),
  isThis: z.boolean().describe('The screen that asks.'),
});
export type WireScreen = z.infer<typeof screenSchema>;

export const screenListSchema = z.object({ screens: z.array(screenSchema) });
