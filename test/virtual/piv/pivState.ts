/** What a PIV application keeps without power, and the schema of its part of the state file. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { toHex } from '../../../base/bytes.js';

const hexSchema = z.string().regex(/^([0-9A-F]{2})*$/);

const referenceSchema = z
  .object({ value: hexSchema, triesLeft: z.int().min(0), maxTries: z.int().min(1), isDefault: z.boolean() })
  .strict();

const keySchema = z
  .object({
    algorithm: z.int(),
    /** PKCS #8 in base64. */
    pkcs8: z.string(),
    pinPolicy: z.int(),
    touchPolicy: z.int(),
  })
  .strict();

export const pivStateSchema = z
  .object({
    /** Four bytes, which GET SERIAL answers. */
    serial: hexSchema.length(8),
    pin: referenceSchema,
    puk: referenceSchema,
    managementKey: z.object({ algorithm: z.int(), value: hexSchema, isDefault: z.boolean() }).strict(),
    /** The value of tag 53 by the object's tag, both in hex. */
    objects: z.record(z.string(), hexSchema),
    /** By key reference, hex. */
    keys: z.record(z.string(), keySchema),
  })
  .strict();

export type PivReferenceState = z.infer<typeof referenceSchema>;
export type PivKeyState = z.infer<typeof keySchema>;
export type PivState = z.infer<typeof pivStateSchema>;

/** Factory values: PIN `123456` padded with FF, PUK `12345678`, and the 3DES management key that yubico-piv-tool assumes. */
export const factory = {
  pin: '313233343536FFFF',
  puk: '3132333435363738',
  managementKey: '01020304050607080102030405060708'.concat('0102030405060708'),
  pinTries: 5,
  pukTries: 3,
} as const;

/** CHUID (SP 800-73-4 part 1, table 9): FASC-N, GUID, expiration date, empty signature. */
const newChuid = (): string => `3019${'00'.repeat(25)}3410${toHex(randomBytes(16))}350832303530303130313E00FE00`;

/** CCC (SP 800-73-4 part 1, table 8) with a random card identifier. */
const newCcc = (): string =>
  `F015A000000116FF02${toHex(randomBytes(14))}F10121F20121F300F400F50110F600F700FA00FB00FC00FD00FE00`;

/** A newly installed application. @param serial kept by RESET */
export function factoryState(serial: string = toHex(randomBytes(4))): PivState {
  const reference = (value: string, tries: number): PivReferenceState => ({
    value,
    triesLeft: tries,
    maxTries: tries,
    isDefault: true,
  });
  return {
    serial,
    pin: reference(factory.pin, factory.pinTries),
    puk: reference(factory.puk, factory.pukTries),
    managementKey: { algorithm: 0x03, value: factory.managementKey, isDefault: true },
    objects: { '5FC102': newChuid(), '5FC107': newCcc() },
    keys: {},
  };
}
