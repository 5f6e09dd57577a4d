/** What a virtual card remembers without power: the contents of its state file. */
import { z } from 'zod';

const hexSchema = z.string().regex(/^([0-9A-F]{2})*$/);

/** An elementary file has `data`, a dedicated file has `children`. */
export interface FileState {
  /** File control information as given to CREATE FILE. */
  readonly fci: string;
  readonly data?: string | undefined;
  readonly children?: readonly FileState[] | undefined;
}

const fileStateSchema: z.ZodType<FileState> = z.lazy(() =>
  z.object({ fci: hexSchema, data: hexSchema.optional(), children: z.array(fileStateSchema).optional() }).strict(),
);

const referenceDataSchema = z.object({ value: hexSchema.nullable(), triesLeft: z.int().min(0) }).strict();

const appletStateSchema = z
  .object({
    lifeCycle: z.enum(['creation', 'initialisation', 'operational']),
    pin: referenceDataSchema,
    puk: referenceDataSchema,
    /** PKCS#8 in base64, by private key reference. */
    privateKeys: z.record(z.string(), z.string()),
    files: z.array(fileStateSchema),
  })
  .strict();

export const cardStateSchema = z
  .object({
    format: z.literal(1),
    /** The 42 bytes of the Card Production Life Cycle data. */
    cplc: hexSchema.length(84),
    /** The two applet instances answer to each other’s AID. */
    exchanged: z.boolean(),
    instances: z.tuple([appletStateSchema, appletStateSchema]),
  })
  .strict();

export type ReferenceDataState = z.infer<typeof referenceDataSchema>;
export type AppletState = z.infer<typeof appletStateSchema>;
export type CardState = z.infer<typeof cardStateSchema>;
