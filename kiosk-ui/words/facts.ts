/** Words of the list of facts that were set aside. */
import type { WordTable } from './words.js';

export const factWords = {
  setAsideName: { 'zh-TW': '擱置的回報', en: 'Facts set aside' },
  setAsideAbout: {
    'zh-TW': '註冊中心拒絕接受的回報。原因排除後可重新傳送。',
    en: 'What an RA refused to take. Once the cause is removed, it can be sent again.',
  },
  setAsideNone: { 'zh-TW': '沒有擱置的回報。', en: 'Nothing is set aside.' },
  setAsideMade: { 'zh-TW': '產生：{time}', en: 'Made: {time}' },
  setAsideSince: { 'zh-TW': '擱置：{time}', en: 'Set aside: {time}' },
  setAsideReason: { 'zh-TW': '原因：{reason}', en: 'Reason: {reason}' },
  setAsideCard: { 'zh-TW': '晶片卡：{card}', en: 'Card: {card}' },
  setAsideSend: { 'zh-TW': '重新傳送', en: 'Send again' },
} as const satisfies WordTable<string>;
