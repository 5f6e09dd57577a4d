/** Every word of the pages of staff. */
import { auditWords } from './audit.js';
import { batchWords } from './batch.js';
import { batchOrderWords } from './batchOrders.js';
import { caseWords } from './cases.js';
import { counterWords } from './counter.js';
import { counterWorkWords } from './counterWork.js';
import { historyEventWords } from './history.js';
import { letterWords } from './letters.js';
import { operatorWords } from './operators.js';
import { recoveryWords } from './recovery.js';
import { reportWords } from './reports.js';
import { screenWords } from './screens.js';
import { factWords } from './facts.js';
import { sharedWords } from './shared.js';
import { statusWords } from './status.js';
import { stockWords } from './stock.js';
import type { Words as WordsOf } from './say.js';

export const staffPageWords = {
  ...auditWords,
  ...batchWords,
  ...batchOrderWords,
  ...caseWords,
  ...counterWords,
  ...counterWorkWords,
  ...historyEventWords,
  ...letterWords,
  ...operatorWords,
  ...recoveryWords,
  ...reportWords,
  ...screenWords,
  ...factWords,
  ...sharedWords,
  ...statusWords,
  ...stockWords,
};

export type WordKey = keyof typeof staffPageWords;
export type Words = WordsOf<WordKey>;
