/** Words of the list of enrolled screens. */
import type { WordTable } from './words.js';

export const screenWords = {
  screensName: { 'zh-TW': '裝置', en: 'Screens' },
  screenPlace: { 'zh-TW': '用途', en: 'Enrolled for' },
  screenName: { 'zh-TW': '名稱', en: 'Name' },
  screenAtKiosk: { 'zh-TW': '自助服務', en: 'Kiosk' },
  screenAtCounter: { 'zh-TW': '櫃檯', en: 'Counter' },
  screenAtBatch: { 'zh-TW': '批次製卡', en: 'Batch line' },
  screenAtStatus: { 'zh-TW': '環境檢測', en: 'Environment check' },
  screenEnrolled: { 'zh-TW': '{name} 於 {time} 登記', en: 'Enrolled by {name}, {time}' },
  screenThis: { 'zh-TW': '目前使用的裝置', en: 'This screen' },
  screenWithdraw: { 'zh-TW': '撤銷', en: 'Withdraw' },
  screenWithdrawAsk: {
    'zh-TW': '撤銷後，「{name}」立即停止使用，須以新的登記碼重新登記。',
    en: '“{name}” stops at once. It can be enrolled again only with a new code.',
  },
  screenNew: { 'zh-TW': '登記新裝置', en: 'Enrol a new screen' },
  screenMakeCode: { 'zh-TW': '產生登記碼', en: 'Make an enrolment code' },
  screenCodeUse: {
    'zh-TW': '請於 {time} 前，在新裝置的瀏覽器開啟 {address} 並輸入登記碼。只能使用一次。',
    en: 'Open {address} in the browser of the new screen and enter the code before {time}. It is good once.',
  },
} as const satisfies WordTable<string>;
