/**
 * A process that makes one PDF and ends. That frees the 100 MB of the fonts and every string that held a secret. Standard input:
 * the order as a line of JSON, then the content of each letter on a line. Standard output: the PDF. Standard error: on a failure
 * one line of JSON, without any of the content.
 */
import '../../base/noInspector.js';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { CharacterMissingError, FontMissingError } from './fontBook.js';
import { LetterError, LetterFitError, letterPaper, type LetterOrder } from './letterPaper.js';
import type { PaperProblem } from './paperProcess.js';
import { reportPaper, type ReportOrder } from './reportPaper.js';
import type { Sheet } from './sheet.js';

function problemOf(error: unknown): PaperProblem {
  if (error instanceof LetterError) {
    const problem = problemOf(error.cause);
    // A missing font is no problem of one letter alone.
    return problem.problem === 'fontMissing' ? problem : { ...problem, letter: error.letter };
  }
  if (error instanceof FontMissingError) return { problem: 'fontMissing', detail: error.file, letter: null };
  if (error instanceof CharacterMissingError) {
    return { problem: 'characterMissing', detail: error.codePoint, letter: null };
  }
  if (error instanceof LetterFitError) return { problem: 'tooLong', detail: error.part, letter: null };
  // An error's message may quote the content.
  return { problem: 'other', detail: error instanceof Error ? error.name : typeof error, letter: null };
}

function paperOf(input: Buffer): Sheet {
  const [first = '', ...contents] = input.toString('utf8').split('\n');
  const order = JSON.parse(first) as LetterOrder | ReportOrder;
  switch (order.kind) {
    case 'letters':
      return letterPaper(order, contents);
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
