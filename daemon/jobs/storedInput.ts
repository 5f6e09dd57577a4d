/** What a kind of job stores of its order (`job.params_json`): each kind has a format of its own, next to its `admit`. */
import { z } from 'zod';
import type { PinReference } from '../../base/terms.js';
import { StoredFormat } from '../store/storedFormat.js';

export const storedPinReference = z.union([z.literal(1), z.literal(2)]);

/** What the RA's profile said when the job began: the table of the steps follows from it. */
export const storedCertificateUses = z.enum(['separate', 'single']);

/** The PINs of the card. Absent in jobs of earlier versions, whose cards have both. */
export const storedPins = z.object({ pins: z.array(storedPinReference).optional() });

export const pinsIn = ({ pins = [1, 2] }: z.infer<typeof storedPins>): readonly PinReference[] => pins;

/** Whose certificates, and by which authorisation of the RA. null: a member of staff vouches for the person. */
export const storedPerson = z.object({ registrationId: z.string(), authorisationId: z.string().nullable() });

/** Of every kind. Absent in jobs of earlier versions. */
const storedCard = z.object({ cardFamily: z.string().optional() });

/** The first version of a kind's input. The next one is added with `.next`. */
export function storedInput<Input extends object>(schema: z.ZodType<Input>): StoredFormat<Input> {
  return StoredFormat.of('job.params_json', z.intersection(schema, storedCard));
}
