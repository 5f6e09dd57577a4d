/** The bodies of facts, checked against the contract's schemas. */
import { z } from 'zod';
import type { components } from '../../ra-api/schema.generated.js';

type Bodies = components['schemas']['FactBodies'];

const cardSerial = z.string().regex(/^[0-9A-F]{2,64}$/);
const pin = z.union([z.literal(1), z.literal(2)]);
const id = z.string().min(1).max(64);
/** Of an order; a gateway of an earlier version names no fence. */
const ofOrder = { cardSerial, orderId: id, fence: z.int().min(1).exactOptional() };
const operator = z.string().min(1).max(64);
const certificateSerials = z
  .array(z.string().regex(/^[0-9A-Fa-f]{1,40}$/))
  .min(1)
  .readonly();
/** RFC 4648 §3.5: the unused bits of the last character are zero. Otherwise the same bytes would have several spellings. */
const isCanonical = (base64: string): boolean => Buffer.from(base64, 'base64').toString('base64') === base64;
const sealed = z.base64().min(4).max(16384).refine(isCanonical);

/** One schema for each kind of fact. A schema that differs from the contract does not compile. */
export const factBodies = {
  pukEscrowed: z.strictObject({ ...ofOrder, pin, sealedPuk: sealed }),
  pinLetter: z.strictObject({ ...ofOrder, pin, sealedPin: sealed }),
  cardPrepared: z.strictObject(ofOrder),
  cardIssued: z.strictObject({ ...ofOrder, certificateSerials }),
  pukUsed: z.strictObject({ cardSerial, pin, operationId: id, pukReplaced: z.boolean() }),
  termsAccepted: z.strictObject({
    registrationId: id,
    termsVersion: z.string().min(1).max(32),
    acceptedAt: z.iso.datetime(),
    place: z.enum(['kiosk', 'counter']),
    operator: operator.nullable(),
  }),
  certificatesRenewed: z.strictObject({ ...ofOrder, certificateSerials }),
  certificatesRewritten: z.strictObject({ cardSerial, certificateSerials }),
  auditCheckpoint: z.strictObject({
    seq: z.int().min(1),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    signedAt: z.iso.datetime(),
    signature: z.base64().min(1).max(2048),
  }),
  letterPrinted: z.strictObject({ letterId: id, operator, copy: z.int().min(1) }),
} satisfies { [K in keyof Bodies]: z.ZodType<Bodies[K]> };

export const knownFact = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pukEscrowed'), body: factBodies.pukEscrowed }),
  z.object({ kind: z.literal('pinLetter'), body: factBodies.pinLetter }),
  z.object({ kind: z.literal('cardPrepared'), body: factBodies.cardPrepared }),
  z.object({ kind: z.literal('cardIssued'), body: factBodies.cardIssued }),
  z.object({ kind: z.literal('pukUsed'), body: factBodies.pukUsed }),
  z.object({ kind: z.literal('termsAccepted'), body: factBodies.termsAccepted }),
  z.object({ kind: z.literal('certificatesRenewed'), body: factBodies.certificatesRenewed }),
  z.object({ kind: z.literal('certificatesRewritten'), body: factBodies.certificatesRewritten }),
  z.object({ kind: z.literal('auditCheckpoint'), body: factBodies.auditCheckpoint }),
  z.object({ kind: z.literal('letterPrinted'), body: factBodies.letterPrinted }),
]);

export type KnownFact = z.infer<typeof knownFact>;
