/** A failure in the store: its code and its facts. The words are looked up when it is shown. */
import { z } from 'zod';
import { catalogue, type FailureCode } from '../contract/failures/catalogue.js';
import { StoredFormat } from '../store/storedFormat.js';

/** Public values behind a failure, an audit entry or a request for approval. */
export const storedFactsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const isCode = (value: unknown): boolean => typeof value === 'string' && Object.hasOwn(catalogue, value);

export const storedFailureSchema = z.object({
  code: z.custom<FailureCode>(isCode, { error: 'no failure has this code' }),
  facts: storedFactsSchema,
});

/** @param column names it in errors, e.g. `batch_entry.failure_json` */
export const failureFormat = (column: string): StoredFormat<z.infer<typeof storedFailureSchema>> =>
  StoredFormat.of(column, storedFailureSchema);
