/** The persistent state of a virtual card and the schema of its state file. */
import { z } from 'zod';
import { domainStateSchema } from './securityDomain/domainState.js';
import { myEidStateSchema } from './myEid/myEidState.js';
import { openPgpStateSchema } from './openPgp/openPgpState.js';
import { pivStateSchema } from './piv/pivState.js';

const hexSchema = z.string().regex(/^([0-9A-F]{2})*$/);

/** An elementary file has `data`, a dedicated file has `children`. */
export interface FileState {
  /** The data field of CREATE FILE, hex. */
  readonly fci: string;
  readonly data?: string | undefined;
  /** null: a hole that a loss of power left. */
  readonly children?: readonly (FileState | null)[] | undefined;
}

const fileStateSchema: z.ZodType<FileState> = z.lazy(() =>
  z
    .object({ fci: hexSchema, data: hexSchema.optional(), children: z.array(fileStateSchema.nullable()).optional() })
    .strict(),
);

const referenceDataSchema = z.object({ value: hexSchema.nullable(), triesLeft: z.int().min(0) }).strict();

const appletStateSchema = z
  .object({
    lifeCycle: z.enum(['creation', 'initialisation', 'operational']),
    pin: referenceDataSchema,
    puk: referenceDataSchema,
    /** PKCS#8 in base64, by private key reference. */
    privateKeys: z.record(z.string(), z.string()),
    files: z.array(fileStateSchema.nullable()),
  })
  .strict();

export const cardStateSchema = z
  .object({
    format: z.literal(1),
    /** CPLC data, 42 bytes in hex. */
    cplc: hexSchema.length(84),
    /** Have the two applet instances exchanged their AIDs? */
    exchanged: z.boolean(),
    instances: z.tuple([appletStateSchema, appletStateSchema]),
    /** Absent: as the factory delivered it. */
    domain: domainStateSchema.optional(),
    /** A card with a PIV application, and not with the two instances. */
    piv: pivStateSchema.optional(),
    /** A MyEID card, and nothing else. */
    myEid: myEidStateSchema.optional(),
    /** A card with an OpenPGP application, and not with the two instances. */
    openPgp: openPgpStateSchema.optional(),
  })
  .strict();

export type ReferenceDataState = z.infer<typeof referenceDataSchema>;
export type AppletState = z.infer<typeof appletStateSchema>;
export type CardState = z.infer<typeof cardStateSchema>;
