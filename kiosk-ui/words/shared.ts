/** Words that every page has loaded: those of `parts/`, and what the kiosk and the staff both say. */
import { certificateFactWords } from './certificateFacts.js';
import { commonWords } from './common.js';
import { jobWords } from './jobs.js';
import { keypadWords } from './keypad.js';
import type { Words as WordsOf } from './say.js';

export const sharedWords = {
  ...certificateFactWords,
  ...commonWords,
  ...jobWords,
  ...keypadWords,
};

export type WordKey = keyof typeof sharedWords;
export type Words = WordsOf<WordKey>;
