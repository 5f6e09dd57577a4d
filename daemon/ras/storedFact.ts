/** A fact in the outbox. Its body is stored with a version, and the RA gets it without one. */
import { z } from 'zod';
import type { Fact, FactBodies, FactKind } from '../../sync/facts.js';
import { StoredFormat, UnreadableRowError } from '../store/storedFormat.js';

const column = 'outbox.body_json';
const pin = z.union([z.literal(1), z.literal(2)]);
const cardSerial = z.string();
/** A fact of an order that was opened by an earlier version has no fence. */
const ofOrder = { cardSerial, orderId: z.string(), fence: z.int().exactOptional() };
const certificateSerials = z.array(z.string());

const fact = <K extends FactKind>(kind: K, body: z.ZodType<FactBodies[K], FactBodies[K]>) =>
  z.object({ id: z.string(), kind: z.literal(kind), madeAt: z.string(), body });

const factSchema = z.discriminatedUnion('kind', [
  fact('pukEscrowed', z.object({ ...ofOrder, pin, sealedPuk: z.string() })),
  fact('pinLetter', z.object({ ...ofOrder, pin, sealedPin: z.string() })),
  fact('cardPrepared', z.object(ofOrder)),
  fact('cardIssued', z.object({ ...ofOrder, certificateSerials })),
  fact('pukUsed', z.object({ cardSerial, pin, operationId: z.string(), pukReplaced: z.boolean() })),
  fact(
    'termsAccepted',
    z.object({
      registrationId: z.string(),
      termsVersion: z.string(),
      acceptedAt: z.string(),
      place: z.enum(['kiosk', 'counter']),
      operator: z.string().nullable(),
    }),
  ),
  fact('certificatesRenewed', z.object({ ...ofOrder, certificateSerials })),
  fact('certificatesRewritten', z.object({ cardSerial, certificateSerials })),
  fact('auditCheckpoint', z.object({ seq: z.int(), hash: z.string(), signedAt: z.string(), signature: z.string() })),
  fact('letterPrinted', z.object({ letterId: z.string(), operator: z.string(), copy: z.int() })),
]);

/** The fields of a body are those of its kind: `factSchema` knows them. */
const bodyFormat = StoredFormat.of(column, z.record(z.string(), z.unknown()));

/** @throws {z.ZodError} when the body is not of that kind */
export function newFact(parts: Omit<Fact, 'body' | 'kind'> & { readonly kind: FactKind; readonly body: object }): Fact {
  return factSchema.parse(parts);
}

/** @param body a kind that `factSchema` does not know does not compile */
export function writeBody({ body }: z.input<typeof factSchema>): string {
  return bodyFormat.write({ ...body });
}

/** @throws {UnreadableRowError} */
export function readFact(
  row: { readonly id: string; readonly kind: string; readonly madeAt: string },
  json: string,
): Fact {
  const parsed = factSchema.safeParse({ ...row, body: bodyFormat.read(json, row.id) });
  if (!parsed.success) throw new UnreadableRowError(column, row.id, { cause: parsed.error });
  return parsed.data;
}
