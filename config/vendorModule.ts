/** The schema of a vendor's PKCS #11 module in the settings: a family of cards that only the vendor's own software can work with. */
import { z } from 'zod';

function isPattern(text: string): boolean {
  try {
    new RegExp(text.replaceAll('{reader}', 'reader'), 'u');
    return true;
  } catch {
    return false;
  }
}

const pattern = z.string().min(1).refine(isPattern, 'not a regular expression');

export const vendorModuleSchema = z.strictObject({
  family: z
    .string()
    .regex(/^pkcs11(-[a-z0-9]{1,16})?$/)
    .default('pkcs11')
    .describe('Name of this family of cards: pkcs11, or pkcs11- and a name of the vendor. The RA is told it.'),
  module: z.string().min(1).describe('Path of the module, e.g. /usr/lib/vendor/libvendor-pkcs11.so.'),
  atr: pattern.describe('Regular expression for the whole answer to reset (upper-case hex) of the cards that are its.'),
  readers: pattern
    .default('.*')
    .describe('Regular expression for the whole PC/SC name of the readers that are lent to it.'),
  slotDescription: pattern
    .default('^{reader}')
    .describe(
      'Regular expression for the slot description (CK_SLOT_INFO); {reader} stands for the reader’s PC/SC name.',
    ),
  tokenLabels: z
    .array(pattern)
    .min(1)
    .max(2)
    .default(['.*'])
    .describe(
      'Regular expressions for the whole label of the token of PIN 1 and of PIN 2; one for a card with one PIN.',
    ),
  soPinFile: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'File with the SO-PIN that new cards have from the factory, readable by the gateway’s user or group alone. Each card is given a drawn one in its ' +
        'place, which the RA keeps as its PUK. null: no new card is prepared.',
    ),
  soPinLength: z.int().min(4).max(32).default(8).describe('Number of digits of the SO-PIN that a card is given.'),
  pinLength: z
    .strictObject({ min: z.int().min(1).default(6), max: z.int().min(1).default(8) })
    .refine(({ min, max }) => min <= max, 'min is more than max')
    .prefault({})
    .describe('Fewest and most characters of a PIN.'),
  pinCharacters: pattern.default('[0-9]').describe('Character class that every character of a PIN must match.'),
  tries: z
    .strictObject({ pin: z.int().min(1).default(3), soPin: z.int().min(1).default(3) })
    .prefault({})
    .describe('Tries of a PIN and of the SO-PIN: PKCS #11 tells only whether some are spent.'),
  alwaysAuthenticate: z
    .boolean()
    .default(false)
    .describe('Keys that sign ask for their PIN before each signature (CKA_ALWAYS_AUTHENTICATE).'),
  environment: z
    .record(z.string(), z.string())
    .default({})
    .describe('Environment variables for the module; it is given no others of the gateway.'),
  timeoutSeconds: z
    .int()
    .min(1)
    .default(20)
    .describe(
      'Seconds after which a call counts as hung and the module is ended; key generation has eight times as many.',
    ),
});

export type VendorModuleConfig = z.infer<typeof vendorModuleSchema>;
