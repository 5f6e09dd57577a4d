/** What a MyEID card keeps without power, and the schema of its part of the state file. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { toHex } from '../../../base/bytes.js';

const hexSchema = z.string().regex(/^([0-9A-F]{2})*$/);

const pinSchema = z
  .object({
    /** Eight bytes each, as the card received them. */
    pin: hexSchema.length(16),
    puk: hexSchema.length(16),
    pinLeft: z.int().min(0),
    pukLeft: z.int().min(0),
    pinMax: z.int().min(0),
    pukMax: z.int().min(0),
    flags: z.int().min(0),
  })
  .strict();

const fileSchema = z
  .object({
    folder: z.enum(['3F00', '5015']),
    fileId: z.int(),
    /** Bytes of a file, bits of a key. */
    size: z.int(),
    /** 01 transparent, 11 RSA key, 22 key on a NIST curve. */
    type: z.int(),
    access: hexSchema.length(6),
    properties: hexSchema.length(4),
    data: hexSchema.optional(),
    /** PKCS #8 in base64; absent: the key file is empty. */
    key: z.string().optional(),
  })
  .strict();

export const myEidStateSchema = z
  .object({
    /** Ten bytes. */
    serial: hexSchema.length(20),
    /** Counts the writes to files. */
    changes: z.int().min(0),
    activated: z.boolean(),
    /** Access conditions of the master file and of 5015. */
    folders: z.object({ '3F00': hexSchema.length(6), '5015': hexSchema.length(6) }).strict(),
    /** By reference, 1 to 14. */
    pins: z.record(z.string(), pinSchema),
    files: z.array(fileSchema),
  })
  .strict();

export type MyEidPinState = z.infer<typeof pinSchema>;
export type MyEidFileState = z.infer<typeof fileSchema>;
export type MyEidState = z.infer<typeof myEidStateSchema>;
export type FolderId = keyof MyEidState['folders'];

/** Access conditions that a card has as delivered: PIN 1 creates files, PIN 3 may erase the card. */
export const deliveredFolders = { '3F00': '113FFF', '5015': '111FFF' } as const;

/** A card as delivered, with a new serial number. */
export function deliveredState(): MyEidState {
  return {
    serial: `0000${toHex(randomBytes(8))}`,
    changes: 1,
    activated: false,
    folders: deliveredFolders,
    pins: {},
    files: [],
  };
}
