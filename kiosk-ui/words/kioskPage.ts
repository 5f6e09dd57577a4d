/** Every word of the kiosk's page. It loads no other. */
import { certificateWords } from './certificates.js';
import { kioskWords } from './kiosk.js';
import { kioskFlowWords } from './kioskFlows.js';
import { sharedWords } from './shared.js';
import type { Words as WordsOf } from './say.js';

export const kioskPageWords = {
  ...certificateWords,
  ...kioskWords,
  ...kioskFlowWords,
  ...sharedWords,
};

export type WordKey = keyof typeof kioskPageWords;
export type Words = WordsOf<WordKey>;
