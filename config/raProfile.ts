/** The schema of an RA profile: everything that the gateway knows about one registration authority. A profile is a YAML file. */
import { z } from 'zod';

function isPattern(text: string): boolean {
  try {
    new RegExp(`^${text}$`, 'u');
    return true;
  } catch {
    return false;
  }
}

/**
 * The words and numbers that people choose most where they may choose freely, in English and in Taiwan, as far as no pattern covers
 * them: *love for a lifetime*, *for ever* as numbers that sound like it, *I love you* in Pinyin. The list stays short because three
 * tries guess no more: a long one refuses PINs that nobody would guess.
 */
const commonPins: string[] = [
  'password',
  'passw0rd',
  'iloveyou',
  'welcome',
  'letmein',
  'taiwan',
  'woaini',
  '5201314',
  '1314520',
];

export const pinPolicySchema = z
  .object({
    minLength: z.int().min(1).default(6).describe('Fewest characters of a PIN.'),
    maxLength: z.int().min(1).default(16).describe('Most characters of a PIN.'),
    characters: z
      .string()
      .default('[0-9A-Za-z]')
      .refine(isPattern, 'not a character class of a regular expression')
      .describe('Character class that every character of a PIN must match.'),
    weak: z
      .strictObject({
        patterns: z
          .boolean()
          .default(true)
          .describe('Refuse new PINs that repeat a short group or run along the alphabet, the digits or the keyboard.'),
        personal: z
          .boolean()
          .default(true)
          .describe(
            'Refuse new PINs that are a part of the person’s identifiers, of the birth date or of the card number.',
          ),
        common: z
          .array(z.string().min(1))
          .default(commonPins)
          .describe('Words that are refused as new PINs in any case, alone or with up to four digits behind them.'),
      })
      .prefault({})
      .describe('Weak PINs, which are refused when they are chosen. A PIN that a card already has is never judged.'),
  })
  .strict()
  .refine(({ minLength, maxLength }) => minLength <= maxLength, 'minLength is more than maxLength');

const localized = z.strictObject({ 'zh-TW': z.string().min(1), en: z.string().min(1) });

export const raProfileSchema = z
  .object({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,31}$/)
      .describe('Short name, used in requests, in the store and in the log.'),
    name: localized.describe('Name shown to people, in both languages.'),
    subject: z
      .string()
      .includes('{userIdentifier}')
      .describe('Subject of its certificates, RFC 4514, with {userIdentifier} where the user identifier stands.'),
    certificateUses: z
      .enum(['separate', 'single'])
      .default('separate')
      .describe('`separate`: a key for signing and one for encryption; `single`: one key for both.'),
    cardFamilies: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Families of cards that it takes, e.g. `isoapplet-pair`. Absent: all that the gateway knows.'),
    keyAlgorithm: z.enum(['rsa2048', 'p256']).default('rsa2048').describe('What the keys on the card are.'),
    issuers: z
      .array(z.string())
      .default([])
      .describe(
        'PEM files: the issuing CAs whose certificates may be written to cards, those that sign them themselves. File names, ' +
          'relative to this file. With none, nothing is issued.',
      ),
    escrowKeys: z
      .array(z.string())
      .default([])
      .describe(
        'The RA’s keys that PUKs and PIN letters may be sealed to: PEM files with their certificates, or the SHA-256 of the ' +
          'SubjectPublicKeyInfo (64 hexadecimal digits). With none, no card is prepared.',
      ),
    clockToleranceMinutes: z
      .int()
      .min(0)
      .default(5)
      .describe('How far the CA’s clock may be ahead of this machine’s: a certificate that begins later is refused.'),
    pinPolicy: pinPolicySchema.prefault({}).describe('The rule for PINs; a card may allow less.'),
    terms: z
      .strictObject({
        version: z.string().min(1).max(32).describe('Version that is in force; it is recorded with each acceptance.'),
        'zh-TW': z.string().describe('Text file with the terms (用戶約定條款) in Chinese.'),
        en: z.string().describe('The same in English.'),
      })
      .describe(
        'Terms that the subscriber reads and accepts before keys are generated. File names, relative to this file.',
      ),
    colours: z
      .strictObject({
        accent: z
          .string()
          .regex(/^#[0-9a-f]{6}$/)
          .describe('Accent colour of its screens; it must be dark enough for white text on it (WCAG AA).'),
      })
      .describe('Colours of its screens.'),
    connector: z
      .strictObject({
        url: z.url().describe('Base address of the RA’s API.'),
        caFile: z
          .string()
          .describe('PEM file with the CA certificates that the RA’s server certificate must chain to.'),
        certificateFile: z.string().describe('PEM file with the gateway’s own certificate.'),
        keyFile: z.string().describe('PEM file with the private key of that certificate.'),
        timeoutMs: z.int().min(100).default(10_000).describe('Time limit of one request in milliseconds.'),
        retryMs: z
          .int()
          .min(10)
          .default(2_000)
          .describe('Pause in ms between two attempts to reach an RA that does not answer.'),
        refreshSeconds: z.int().min(1).default(15).describe('Seconds between two fetches of the work list.'),
      })
      .describe('How the gateway reaches it: the RA contract over HTTPS with mutual TLS.'),
  })
  .strict();

/**
 * A profile as it is used: file names are absolute, the terms are their text, `issuers` are PEM, `escrowKeys` digests in upper-case
 * hex.
 */
export type RaProfile = z.infer<typeof raProfileSchema>;

/** The RA's rule for PINs. */
export type PinPolicy = RaProfile['pinPolicy'];
