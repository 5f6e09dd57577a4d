/** Password letters and the runs through those of an order, as messages. */
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { WireBatchLetters, WireLetter, WireLetterList } from '../contract/messages.js';
import type { BatchLettersProgress } from './batchLetters.js';
import type { RunProgress } from './letterRun.js';
import type { Letter, LetterList } from './letters.js';

function letterToWire(letter: Letter): WireLetter {
  return { ...letter };
}

export function letterListToWire({ letters, unreachable }: LetterList): WireLetterList {
  return { letters: letters.map(letterToWire), unreachable: [...unreachable] };
}

function runToWire({ failure, lastFailure, files, ...run }: RunProgress): NonNullable<WireBatchLetters['run']> {
  return {
    ...run,
    files: [...files],
    failure: failure && toWireFailure(failure),
    lastFailure: lastFailure && toWireFailure(lastFailure),
  };
}

export function batchLettersToWire({ inDoubt, run, ...progress }: BatchLettersProgress): WireBatchLetters {
  return { ...progress, inDoubt: [...inDoubt], run: run && runToWire(run) };
}
