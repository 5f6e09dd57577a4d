/**
 * Every word of the screens in both languages, by subject; the official terms come from the RA. ICU MessageFormat: `{pin}` is
 * 1 or 2. What went wrong is worded by the API and is not repeated here. Those of `lineWords.ts` are loaded by the screens of
 * staff alone.
 */
import type { Localized } from '../../daemon/contract/messages.js';
import type { LineWords } from './lineWords.js';
import { caseWords } from './cases.js';
import { certificateWords } from './certificates.js';
import { commonWords } from './common.js';
import { counterWords } from './counter.js';
import { counterWorkWords } from './counterWork.js';
import { historyEventWords } from './history.js';
import { keypadWords } from './keypad.js';
import { kioskWords } from './kiosk.js';
import { letterWords } from './letters.js';
import { operatorWords } from './operators.js';
import { reportWords } from './reports.js';
import { statusWords } from './status.js';
import { kioskFlowWords } from './kioskFlows.js';

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
