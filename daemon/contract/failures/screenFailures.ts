/** What is refused about screens as known devices: `screen.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const noCard = { 'zh-TW': '與晶片卡無關', en: 'No card is concerned.' };

export const screenFailures = {
  'screen.enrol.codeWrong': {
    status: 403,
    happened: { 'zh-TW': '登記碼不正確，或已過期', en: 'The enrolment code is not right, or no longer valid.' },
    card: noCard,
    next: { 'zh-TW': '請向維護人員索取新的登記碼', en: 'Ask a maintainer for a new code.' },
  },
  'screen.enrol.keyInvalid': {
    status: 400,
    happened: { 'zh-TW': '這台裝置的金鑰無法使用', en: 'The screen’s key cannot be used.' },
    card: noCard,
    next: { 'zh-TW': '請重新載入畫面後再登記', en: 'Load the page again and enrol it again.' },
  },
  'screen.prove.unknown': {
    status: 403,
    happened: { 'zh-TW': '這台裝置沒有登記，或已被撤銷', en: 'This screen is not enrolled, or was withdrawn.' },
    card: noCard,
    next: { 'zh-TW': '請維護人員登記這台裝置', en: 'A maintainer has to enrol it.' },
  },
  'screen.prove.refused': {
    status: 403,
    happened: { 'zh-TW': '無法驗證這台裝置', en: 'The screen could not be verified.' },
    card: noCard,
    next: {
      'zh-TW': '系統會自動再試；若持續發生，請維護人員重新登記這台裝置',
      en: 'The screen tries again by itself; if it goes on, a maintainer enrols it again.',
    },
  },
  'screen.place.other': {
    status: 403,
    happened: { 'zh-TW': '這台裝置不是為此用途登記的', en: 'This screen was enrolled for something else.' },
    card: noCard,
    next: { 'zh-TW': '請改用為此用途登記的裝置', en: 'Use a screen that was enrolled for it.' },
  },
  'screen.withdraw.unknown': {
    status: 404,
    happened: { 'zh-TW': '沒有這台裝置，或已被撤銷', en: 'There is no such screen, or it was withdrawn already.' },
    card: noCard,
    next: { 'zh-TW': '請重新整理清單', en: 'Load the list again.' },
  },
  'screen.withdraw.own': {
    status: 409,
    happened: { 'zh-TW': '不能撤銷目前使用的這台裝置', en: 'The screen that you are using cannot withdraw itself.' },
    card: noCard,
    next: {
      'zh-TW': '請在另一台裝置撤銷，或由維護人員以指令撤銷',
      en: 'Withdraw it at another screen or in the shell.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>;
