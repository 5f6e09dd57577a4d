/** Reads an order's file in a thread of its own: one of the allowed size takes a second and more. */
import { inThread } from '../../base/thread.js';
import { Failure, type StoredFailure } from '../contract/failures/failure.js';
import { BadLines, readOrderFile, type BadLine, type FileEntry, type OrderFile } from './orderFile.js';

interface Question {
  readonly format: 'csv' | 'json';
  readonly content: string;
}

type Answer =
  | { readonly refused: StoredFailure }
  | {
      readonly refused: null;
      readonly count: number;
      readonly entries: readonly FileEntry[];
      readonly bad: { readonly count: number; readonly listed: readonly BadLine[] };
    };

const ask = inThread(import.meta.url, ({ format, content }: Question): Answer => {
  try {
    const { count, entries, bad } = readOrderFile(format, content);
    return { refused: null, count, entries, bad: { count: bad.count, listed: bad.listed } };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, facts } = error;
    return { refused: { code, facts } };
  }
});

/** @throws {Failure} `batch.file.*` when it cannot be read at all */
export async function readOrderFileAside(question: Question): Promise<OrderFile> {
  const answer = await ask(question);
  if (answer.refused !== null) throw new Failure(answer.refused.code, answer.refused.facts);
  const { count, entries, bad } = answer;
  return { count, entries, bad: new BadLines(bad.listed, bad.count) };
}
