/** What kept a letter from the paper, as a failure code. */
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import { PaperError } from '../paper/paperProcess.js';
import { PrintDoubtError, PrintError } from '../paper/printer.js';
import { SpoolError } from '../paper/spool.js';

export function printFailureOf(error: unknown): Failure {
  const because = { cause: error };
  if (error instanceof SpoolError) return new Failure('letter.spool.notWritten', { detail: error.detail }, because);
  if (error instanceof PrintDoubtError) return new Failure('letter.print.interrupted', {}, because);
  if (error instanceof PrintError) {
    const { problem, detail } = error;
    switch (problem) {
      case 'missing':
        return new Failure('letter.print.commandMissing', { program: detail }, because);
      case 'refused':
        return new Failure('letter.print.refused', { detail }, because);
      case 'timeout':
        return new Failure('letter.print.timeout', { program: detail }, because);
      case 'paused':
        return new Failure('letter.print.printerPaused', {}, because);
      case 'paperOut':
        return new Failure('letter.print.paperOut', {}, because);
      case 'stopped':
        return new Failure('letter.print.printerStopped', { detail }, because);
    }
  }
  if (error instanceof PaperError) {
    const { problem, detail } = error;
    switch (problem) {
      case 'fontMissing':
        return new Failure('letter.print.fontMissing', { file: detail }, because);
      case 'characterMissing':
        return new Failure('letter.print.characterMissing', { character: detail }, because);
      case 'tooLong':
        return new Failure('letter.print.tooLong', {}, because);
      case 'other':
        return new Failure('letter.print.notMade', { detail }, because);
    }
  }
  return classify(error);
}
