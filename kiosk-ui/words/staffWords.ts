/** Every word that a screen of staff uses. */
import { lineWords } from './lineWords.js';
import { words, type WordTable } from './words.js';

export const staffWords: WordTable = { ...words, ...lineWords };
