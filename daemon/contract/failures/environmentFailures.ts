/** What the environment check refuses: `environment.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };

export const environmentFailures = {
  'environment.repair.unknown': {
    status: 404,
    happened: {
      'zh-TW': '沒有「{check}」這項檢測，或它無法由閘道修復',
      en: 'There is no check “{check}”, or the gateway cannot mend it.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新檢測後再試一次', en: 'Check again and choose from what is shown.' },
  },
  'environment.repair.unconfirmed': {
    status: 409,
    happened: {
      'zh-TW': '「{check}」的修復會中斷進行中的作業，需要確認',
      en: 'Mending “{check}” interrupts what is going on: a person has to agree.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請閱讀說明並確認', en: 'Read what it interrupts, and confirm.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
