/**
 * Every failure code (`job.step.reason`) with its words: what happened, what it means for the card, what to do next.
 * `{name}` is replaced by the fact of that name, `{name|try|tries}` by the first word where that fact is 1; `{roles}`
 * is replaced by the names of staff roles in each language.
 * docs/failures.md is generated from this file.
 */
import { apiFailures } from './apiFailures.js';
import { batchFailures } from './batchFailures.js';
import { cardFailures } from './cardFailures.js';
import { environmentFailures } from './environmentFailures.js';
import { counterFailures } from './counterFailures.js';
import { certificateFailures } from './certificateFailures.js';
import { certificationFailures } from './certificationFailures.js';
import { jobFailures } from './jobFailures.js';
import type { CatalogueEntry } from './catalogueEntry.js';
import { moduleFailures } from './moduleFailures.js';
import { pinFailures } from './pinFailures.js';
import { raFailures } from './raFailures.js';
import { recoveryFailures } from './recoveryFailures.js';
import { releaseFailures } from './releaseFailures.js';
import { screenFailures } from './screenFailures.js';
import { stockFailures } from './stockFailures.js';
import { storeFailures } from './storeFailures.js';
import { subscriberFailures } from './subscriberFailures.js';
import { staffFailures } from './staffFailures.js';

export const catalogue = {
  ...apiFailures,
  ...batchFailures,
  ...cardFailures,
  ...pinFailures,
  ...moduleFailures,
  ...environmentFailures,
  ...counterFailures,
  ...stockFailures,
  ...storeFailures,
  ...recoveryFailures,
  ...certificateFailures,
  ...certificationFailures,
  ...releaseFailures,
  ...jobFailures,
  ...raFailures,
  ...subscriberFailures,
  ...staffFailures,
  ...screenFailures,
  'api.request.invalid': {
    status: 400,
    happened: { 'zh-TW': '請求內容不正確（{field}）', en: 'The request is not valid ({field}).' },
    card: { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' },
    next: { 'zh-TW': '請更正後再試一次', en: 'Correct it and try again.' },
  },
} as const satisfies Record<string, CatalogueEntry>;

export type FailureCode = keyof typeof catalogue;
