/** The words of the end-of-day report, on paper and in the file. */
import type { Localized } from '../contract/messages.js';

/** The actions of the audit log that count as work, and their names in the report. */
export const workWords = {
  'card.issued': { 'zh-TW': '製卡／憑證申請完成', en: 'Cards issued' },
  'card.prepared': { 'zh-TW': '發卡（尚未申請憑證）', en: 'Cards prepared' },
  'certificates.renewed': { 'zh-TW': '憑證展期', en: 'Certificates renewed' },
  'certificates.rewritten': { 'zh-TW': '憑證下載', en: 'Certificates written again' },
  'certificate.revoked': { 'zh-TW': '憑證廢止', en: 'Certificates revoked' },
  'certificates.saved': { 'zh-TW': '憑證存檔', en: 'Certificates saved' },
  'pin.unblocked': { 'zh-TW': '鎖卡解碼', en: 'PINs unblocked' },
  'pin.changed': { 'zh-TW': '晶片卡密碼修改', en: 'PINs changed' },
  'websitePassword.reset': { 'zh-TW': '網站密碼重設', en: 'Website passwords reset' },
  'websitePassword.changed': { 'zh-TW': '網站密碼修改', en: 'Website passwords changed' },
  'card.spoiled': { 'zh-TW': '作廢卡片', en: 'Cards spoiled' },
} as const satisfies Record<string, Localized>;

export type WorkAction = keyof typeof workWords;

export const reportWords = {
  title: { 'zh-TW': '日結報表', en: 'End-of-day report' },
  made: { 'zh-TW': '製表時間', en: 'Made' },
  work: { 'zh-TW': '辦理件數', en: 'Work done' },
  item: { 'zh-TW': '項目', en: 'Item' },
  ra: { 'zh-TW': '註冊中心', en: 'RA' },
  operator: { 'zh-TW': '承辦人', en: 'By' },
  count: { 'zh-TW': '件數', en: 'Count' },
  kiosk: { 'zh-TW': '自助機', en: 'Kiosk' },
  nothing: { 'zh-TW': '當日沒有辦理案件', en: 'Nothing was done on that day.' },
  letters: { 'zh-TW': '密碼單', en: 'Password letters' },
  printed: { 'zh-TW': '列印', en: 'Printed' },
  reprinted: { 'zh-TW': '補印', en: 'Reprinted' },
  failed: { 'zh-TW': '列印失敗', en: 'Failed' },
  outstanding: { 'zh-TW': '待列印（目前）', en: 'To be printed (now)' },
  notAsked: { 'zh-TW': '無法連線至註冊中心', en: 'an RA could not be asked' },
  stock: { 'zh-TW': '空白卡庫存', en: 'Blank cards' },
  opening: { 'zh-TW': '期初', en: 'Opening' },
  received: { 'zh-TW': '＋收到', en: '+ received' },
  returned: { 'zh-TW': '－退回', en: '− returned' },
  used: { 'zh-TW': '－製卡、發卡', en: '− issued or prepared' },
  spoiled: { 'zh-TW': '－作廢', en: '− spoiled' },
  missing: { 'zh-TW': '－短少（盒裝盤點）', en: '− missing (counts of boxes)' },
  expected: { 'zh-TW': '＝應有', en: '= expected' },
  counted: { 'zh-TW': '盤點', en: 'Counted' },
  difference: { 'zh-TW': '盤點差異（與盤點當時帳面）', en: 'Difference (against the books at that moment)' },
  notCounted: { 'zh-TW': '未盤點', en: 'not counted' },
  facts: { 'zh-TW': '註冊中心尚未接受的回報', en: 'What the RAs have not taken' },
  kind: { 'zh-TW': '種類', en: 'Kind' },
  since: { 'zh-TW': '產生時間', en: 'Made' },
  reason: { 'zh-TW': '原因', en: 'Reason' },
  waiting: { 'zh-TW': '等待傳送', en: 'waiting' },
  none: { 'zh-TW': '無', en: 'None.' },
} as const satisfies Record<string, Localized>;
