/** What an OpenPGP application keeps without power, and the schema of its part of the state file. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { toHex, utf8 } from '../../../base/bytes.js';

const hexSchema = z.string().regex(/^([0-9A-F]{2})*$/);

const referenceSchema = z.object({ value: hexSchema.nullable(), triesLeft: z.int().min(0) }).strict();

export const openPgpStateSchema = z
  .object({
    /** Four bytes of the AID. */
    serial: hexSchema.length(8),
    isTerminated: z.boolean(),
    /** Does it have MANAGE SECURITY ENVIRONMENT, which is optional? */
    selectsKeys: z.boolean(),
    /** Longest certificate. */
    certificateBytes: z.int(),
    pw1: referenceSchema,
    /** value null: there is none. */
    resettingCode: referenceSchema,
    pw3: referenceSchema,
    /** C4, first byte: PW1 holds for several signatures. */
    severalSignatures: z.boolean(),
    /** 93 in 7A. */
    signatureCounter: z.int().min(0),
    /** Simple objects by tag, both in hex. */
    objects: z.record(z.string(), hexSchema),
    /** The occurrences of 7F21: of the keys 3, 2 and 1. */
    certificates: z.tuple([hexSchema, hexSchema, hexSchema]),
    /** PKCS #8 in base64, by the tag of the key's control reference template in hex. */
    keys: z.record(z.string(), z.string()),
  })
  .strict();

export type OpenPgpReferenceState = z.infer<typeof referenceSchema>;
export type OpenPgpState = z.infer<typeof openPgpStateSchema>;

export const maxTries = 3;

/** As delivered (OpenPGP card 3.4 §4.2). */
export const factory = { pw1: '123456', pw3: '12345678' } as const;

/** RSA-2048 with an exponent of 17 bits, imported as CRT with modulus. */
const rsa2048Attributes = '010800001103';

/** What TERMINATE DF and ACTIVATE FILE keep. */
export type OpenPgpModel = Pick<OpenPgpState, 'serial' | 'selectsKeys' | 'certificateBytes'>;

/** As SmartPGP was recorded, which nobody had numbered. */
export const smartPgp: OpenPgpModel = { serial: '00000000', selectsKeys: false, certificateBytes: 1152 };

/** With the optional MANAGE SECURITY ENVIRONMENT, and with room for a CA's certificates, which are longer than 1152 bytes. */
const newModel = (): OpenPgpModel => ({ serial: toHex(randomBytes(4)), selectsKeys: true, certificateBytes: 2048 });

/** A newly installed application. */
export function factoryState(model = newModel()): OpenPgpState {
  const reference = (text: string): OpenPgpReferenceState => ({ value: toHex(utf8(text)), triesLeft: maxTries });
  return {
    isTerminated: false,
    ...model,
    pw1: reference(factory.pw1),
    resettingCode: { value: null, triesLeft: 0 },
    pw3: reference(factory.pw3),
    severalSignatures: false,
    signatureCounter: 0,
    objects: {
      '5F2D': '656E',
      '5F35': '39',
      C1: rsa2048Attributes,
      C2: rsa2048Attributes,
      C3: rsa2048Attributes,
      F9: '810100',
    },
    certificates: ['', '', ''],
    keys: {},
  };
}
