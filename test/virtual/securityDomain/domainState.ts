/** What an issuer security domain remembers, and the schema of its part of a card's state file. */
import { z } from 'zod';

const hexSchema = z.string().regex(/^([0-9A-F]{2})*$/);
const keySchema = z.object({ enc: hexSchema, mac: hexSchema, dek: hexSchema }).strict();

export const domainStateSchema = z
  .object({
    /** By key version number in hex: hex of the AES keys. */
    keys: z.record(z.string(), keySchema),
    /** Of INITIALIZE UPDATE, for the pseudo-random challenge. */
    sequence: z.int().min(0),
    /** Authentications that failed one after the other. */
    failures: z.int().min(0),
    /** Life cycle of the card (GPCS table 11-6). */
    lifeCycle: z.enum(['opReady', 'initialized', 'secured', 'cardLocked', 'terminated']),
  })
  .strict();

export type DomainState = z.infer<typeof domainStateSchema>;

/** As a factory delivers development cards: the keys of samples under version FF. */
export function factoryState(): DomainState {
  const sample = '404142434445464748494A4B4C4D4E4F';
  return {
    keys: { FF: { enc: sample, mac: sample, dek: sample } },
    ...{ sequence: 0, failures: 0, lifeCycle: 'opReady' },
  };
}
