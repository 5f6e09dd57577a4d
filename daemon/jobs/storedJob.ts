/** The columns of a job that hold JSON, each with its format. The format of its input is its kind's: see `storedInput.ts`. */
import { z } from 'zod';
import { fromBase64 } from '../../base/bytes.js';
import type { JobResult } from '../contract/jobs/index.js';
import { failureFormat } from '../failures/storedFailure.js';
import { certificateViewSchema, wireCertificate, type CertificateView } from '../ras/certificateView.js';
import { StoredFormat } from '../store/storedFormat.js';
import { storedPinReference } from './storedInput.js';

const firstResultSchema = z.object({
  cardSerial: z.string().optional(),
  certificates: z.array(certificateViewSchema).optional(),
  alreadyThere: z.boolean().optional(),
  pins: z
    .array(
      z.object({
        reference: storedPinReference,
        pinSet: z.boolean(),
        triesLeft: z.int().nullable(),
        maxTries: z.int(),
      }),
    )
    .optional(),
  lifeCycle: z.enum(['blank', 'incomplete', 'prepared', 'issued']).optional(),
  pinsInLetter: z.boolean().optional(),
});

/** Since version 2 a card may be one that other software set up. */
const resultSchema: z.ZodType<JobResult> = firstResultSchema.extend({
  lifeCycle: z.enum(['blank', 'foreign', 'incomplete', 'prepared', 'issued']).optional(),
});

export const resultFormat = StoredFormat.of('job.result_json', firstResultSchema).next(resultSchema, (same) => same);
export const jobFailureFormat = failureFormat('job.failure_json');

/** What a step left behind is the business of its kind of job alone. */
export const stepFactsFormat = StoredFormat.of('journal.facts_json', z.record(z.string(), z.unknown()));

/** Part of `stepFactsFormat`: the fact `certificates` of the step `obtainCertificates`, by use, base64 DER. */
const obtainedFormat = StoredFormat.of(
  'journal.facts_json',
  z.object({ sign: z.string(), encrypt: z.string(), signEncrypt: z.string() }).partial(),
);

/** What the RA gave a job, from that fact. @throws {UnreadableRowError} */
export function obtainedCertificates(json: string, jobId: string): CertificateView[] {
  const obtained = obtainedFormat.read(json, jobId);
  return (['sign', 'encrypt', 'signEncrypt'] as const).flatMap((use) => {
    const der = obtained[use];
    return der === undefined ? [] : [wireCertificate(use, fromBase64(der))];
  });
}
