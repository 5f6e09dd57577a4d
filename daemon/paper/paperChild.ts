/**
 * A process that makes one PDF and ends: the fonts' 100 MB go with it, and so does every string that held a secret.
 * Standard input: the order as one line of JSON, then the bytes of a letter's content. Standard output: the PDF. What went wrong
 * is one line of JSON on standard error, without a word of the content.
 */
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { LetterContent } from '../../sync/connector.js';
import { CharacterMissingError, FontMissingError } from './fontBook.js';
import { letterPaper, type LetterOrder } from './letterPaper.js';
import type { PaperProblem } from './paperProcess.js';
import { reportPaper, type ReportOrder } from './reportPaper.js';
import type { Sheet } from './sheet.js';

function problemOf(error: unknown): PaperProblem {
  if (error instanceof FontMissingError) return { problem: 'fontMissing', detail: error.file };
  if (error instanceof CharacterMissingError) return { problem: 'characterMissing', detail: error.codePoint };
  // An error's message may quote the content.
  return { problem: 'other', detail: error instanceof Error ? error.name : typeof error };
}

function paperOf(input: Buffer): Sheet {
  const end = input.indexOf('\n');
  const order = JSON.parse(input.toString('utf8', 0, end)) as LetterOrder | ReportOrder;
  switch (order.kind) {
    case 'letter':
      return letterPaper(order, JSON.parse(input.toString('utf8', end + 1)) as LetterContent);
    case 'report':
      return reportPaper(order);
  }
}

const input = await buffer(process.stdin);
try {
  await pipeline(paperOf(input).content, process.stdout);
} catch (error) {
  process.stderr.write(`${JSON.stringify(problemOf(error))}\n`);
  process.exitCode = 1;
} finally {
  input.fill(0);
}
