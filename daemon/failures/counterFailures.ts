/** What the counter console refuses beside jobs: `case.*`, `letter.*`, `stock.*`. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };

export const counterFailures = {
  'case.claim.taken': {
    status: 409,
    happened: { 'zh-TW': '「{operator}」正在辦理這個案件', en: '“{operator}” is working on this case.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請洽該人員；確定由您接手時，請按「接手辦理」',
      en: 'Ask that person. If it is agreed that you go on, take the case over.',
    },
  },
  'case.certificate.unknown': {
    status: 404,
    happened: { 'zh-TW': '註冊中心沒有這個序號的憑證', en: 'The RA has no certificate with this serial number.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請確認序號後再試一次', en: 'Check the serial number and try again.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
