/** The kiosk's own words and language. */
import { kioskPageWords } from '../words/kioskPage.js';
import { wordsOfPage } from '../words/language.js';

export const { LanguageProvider, useWords } = wordsOfPage(kioskPageWords);
