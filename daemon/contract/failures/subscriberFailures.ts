/** What subscribers' own business refuses: `subscriber.*` and `save.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };
const noCard = { 'zh-TW': '與晶片卡無關', en: 'No card is concerned.' };

export const subscriberFailures = {
  'subscriber.login.sessionEnded': {
    status: 409,
    happened: { 'zh-TW': '登入期間畫面已結束', en: 'The screen’s session ended while you were logging in.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新開始', en: 'Please start again.' },
  },
  'subscriber.password.throttled': {
    status: 429,
    happened: {
      'zh-TW': '本畫面的網站密碼錯誤次數過多，暫停受理',
      en: 'Too many wrong website passwords were entered at this screen: entering one is paused.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請於 {retryAfterSeconds} 秒後再試，或改用其他畫面；忘記密碼請洽櫃檯',
      en: 'Try again in {retryAfterSeconds} seconds, or at another screen. If you forgot the password, ask at the counter.',
    },
  },
  'subscriber.record.notLoggedIn': {
    status: 401,
    happened: { 'zh-TW': '尚未登入', en: 'Nobody is logged in at this screen.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請以網站帳號與網站密碼登入', en: 'Log in with the website account and password.' },
  },
  'subscriber.partner.notHex': {
    status: 400,
    happened: {
      'zh-TW': '這不是憑證序號：序號只有數字 0–9 與英文字母 A–F',
      en: 'This is not a serial number: it has only the digits 0–9 and the letters A–F.',
    },
    card: noCard,
    next: { 'zh-TW': '請對照憑證資料後重新輸入', en: 'Compare it with the certificate and type it again.' },
  },
  'save.write.notShown': {
    status: 403,
    happened: { 'zh-TW': '這個畫面沒有顯示過憑證 {serial}', en: 'This screen has not shown certificate {serial}.' },
    card: noCard,
    next: { 'zh-TW': '請先查詢憑證，再存檔', en: 'Look the certificate up first, then save it.' },
  },
  'save.write.noStick': {
    status: 409,
    happened: { 'zh-TW': '找不到隨身碟', en: 'There is no USB stick.' },
    card: noCard,
    next: {
      'zh-TW': '請插入隨身碟，等候數秒後再存檔；也可改用 QR Code 下載',
      en: 'Put a USB stick in, wait a few seconds and save again, or use the QR code.',
    },
  },
  'save.write.stickGone': {
    status: 409,
    happened: {
      'zh-TW': '存檔時隨身碟「{label}」已拔出，檔案沒有存好',
      en: 'The USB stick “{label}” was pulled while saving. The files are not on it.',
    },
    card: noCard,
    next: { 'zh-TW': '請插回隨身碟，再存檔一次', en: 'Put the stick back and save again.' },
  },
  'save.write.stickFull': {
    status: 409,
    happened: { 'zh-TW': '隨身碟「{label}」空間不足', en: 'The USB stick “{label}” is full.' },
    card: noCard,
    next: { 'zh-TW': '請換一支隨身碟，或改用 QR Code 下載', en: 'Use another stick, or the QR code.' },
  },
  'save.write.readOnly': {
    status: 409,
    happened: { 'zh-TW': '隨身碟「{label}」不能寫入', en: 'The USB stick “{label}” cannot be written to.' },
    card: noCard,
    next: {
      'zh-TW': '請解除防寫或換一支隨身碟，也可改用 QR Code 下載',
      en: 'Take off its write protection or use another one, or the QR code.',
    },
  },
  'save.link.off': {
    status: 409,
    happened: { 'zh-TW': '這台設備沒有開放 QR Code 下載', en: 'This gateway offers no download by QR code.' },
    card: noCard,
    next: { 'zh-TW': '請使用隨身碟', en: 'Use a USB stick.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
