/** What the gateway finds in its own records: `store.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

export const storeFailures = {
  'store.row.unreadable': {
    status: 500,
    happened: {
      'zh-TW': '閘道的紀錄（{column}，{row}）無法讀取',
      en: 'A record of the gateway ({column} of {row}) cannot be read.',
    },
    card: { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' },
    next: { 'zh-TW': '請通知維護人員', en: 'Tell the maintainer.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
