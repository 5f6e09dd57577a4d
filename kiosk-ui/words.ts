/**
 * Every word of the screens in both languages, by subject; the official terms come from the RA. ICU MessageFormat: `{pin}` is
 * 1 or 2. What went wrong is worded by the API and is not repeated here. Those of `lineWords.ts` are loaded by the screens of
 * staff alone: the kiosk's page stays small.
 */
import type { Localized } from '../daemon/api/messages.js';
import type { LineWords } from './lineWords.js';
import { caseWords } from './words/cases.js';
import { certificateWords } from './words/certificates.js';
import { commonWords } from './words/common.js';
import { counterWords } from './words/counter.js';
import { counterWorkWords } from './words/counterWork.js';
import { historyEventWords } from './words/history.js';
import { keypadWords } from './words/keypad.js';
import { kioskWords } from './words/kiosk.js';
import { letterWords } from './words/letters.js';
import { operatorWords } from './words/operators.js';
import { reportWords } from './words/reports.js';
import { statusWords } from './words/status.js';
import { kioskFlowWords } from './words/kioskFlows.js';

export const words = {
  ...commonWords,
  ...kioskWords,
  ...kioskFlowWords,
  ...certificateWords,
  ...keypadWords,
  ...counterWords,
  ...operatorWords,
  ...caseWords,
  ...counterWorkWords,
  ...letterWords,
  ...reportWords,
  ...historyEventWords,
  ...statusWords,
} as const satisfies Record<string, Localized>;

export type WordKey = keyof typeof words | keyof LineWords;
export type WordTable = Readonly<Partial<Record<WordKey, Localized>>>;
export type Language = keyof Localized;
export const languages: readonly Language[] = ['zh-TW', 'en'];
