/** The words and the language of the pages of staff. */
import { wordsOfPage } from '../words/language.js';
import { staffPageWords } from '../words/staffPages.js';

export const { LanguageProvider, useWords } = wordsOfPage(staffPageWords);
