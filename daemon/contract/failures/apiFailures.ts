/** What the API refuses whoever asks, and what screens' sessions refuse: `api.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };
const noCard = { 'zh-TW': '與晶片卡無關', en: 'No card is concerned.' };

export const apiFailures = {
  'api.session.missing': {
    status: 401,
    happened: { 'zh-TW': '畫面的連線已結束', en: 'The screen’s session has ended.' },
    card: noCard,
    next: { 'zh-TW': '請重新開始；櫃檯人員請重新登入', en: 'Start again; staff log in again.' },
  },
  'api.session.notStaff': {
    status: 403,
    happened: { 'zh-TW': '這項作業只限櫃檯人員', en: 'Only staff may do this.' },
    card: noCard,
    next: { 'zh-TW': '請由櫃檯人員登入後辦理', en: 'A member of staff has to log in first.' },
  },
  'api.session.notPermitted': {
    status: 403,
    happened: {
      'zh-TW': '您的角色不能辦理這項作業，可辦理的角色：{roles}',
      en: 'Your role may not do this. Roles that may: {roles}.',
    },
    card: noCard,
    next: { 'zh-TW': '請由可辦理的人員登入後辦理', en: 'Somebody who may do it logs in and does it.' },
  },
  'api.session.locked': {
    status: 423,
    happened: { 'zh-TW': '畫面已鎖定', en: 'The screen is locked.' },
    card: noCard,
    next: {
      'zh-TW': '請插回同一張員工卡解除鎖定，或由其他人員登入',
      en: 'Put the same staff card back and unlock, or somebody else logs in.',
    },
  },
  'api.session.tooMany': {
    status: 503,
    happened: { 'zh-TW': '同時使用的畫面過多', en: 'Too many screens are in use at once.' },
    card: noCard,
    next: { 'zh-TW': '請關閉不用的畫面後再試一次', en: 'Close screens that are not in use and try again.' },
  },
  'api.request.malformed': {
    status: 400,
    happened: { 'zh-TW': '請求內容無法解讀', en: 'The request cannot be read.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新整理畫面後再試一次', en: 'Reload the screen and try again.' },
  },
  'api.request.contentType': {
    status: 415,
    happened: {
      'zh-TW': '請求內容的格式不被接受，只接受未壓縮的 application/json',
      en: 'The request’s content is of a kind that is not accepted: only uncompressed application/json is.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新整理畫面後再試一次', en: 'Reload the screen and try again.' },
  },
  'api.request.lengthMissing': {
    status: 411,
    happened: { 'zh-TW': '請求沒有註明內容長度', en: 'The request does not state the length of its content.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請加上 Content-Length 後再試一次', en: 'Send a Content-Length and try again.' },
  },
  'api.request.tooLarge': {
    status: 413,
    happened: {
      'zh-TW': '請求內容超過上限（{limitBytes} 位元組）',
      en: 'The request is larger than allowed ({limitBytes} bytes).',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請縮短內容後再試一次', en: 'Shorten it and try again.' },
  },
  'api.request.notFound': {
    status: 404,
    happened: { 'zh-TW': '找不到這個網址', en: 'There is nothing at this address.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請回到首頁', en: 'Go back to the start page.' },
  },
  'api.request.hostForeign': {
    status: 421,
    happened: {
      'zh-TW': '「{host}」不是本機認可的主機名稱',
      en: '“{host}” is not a name that this gateway answers to.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請改用本機網址；若此名稱正確，請維護人員加入設定 listen.allowedHosts',
      en: 'Use the gateway’s own address. If the name is right, a maintainer adds it to listen.allowedHosts.',
    },
  },
  'api.request.originForeign': {
    status: 403,
    happened: {
      'zh-TW': '這個請求不是由本機畫面送出，已拒絕',
      en: 'The request does not come from the gateway’s own screens and was refused.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請關閉其他網頁，並由本機畫面操作',
      en: 'Close other web pages and use the gateway’s own screens.',
    },
  },
  'api.request.internal': {
    status: 500,
    happened: {
      'zh-TW': '系統發生未預期的錯誤（{reference}）',
      en: 'The gateway ran into an unexpected error ({reference}).',
    },
    card: {
      'zh-TW': '晶片卡的狀態請以作業畫面為準',
      en: 'The job on the screen tells what was done to the card.',
    },
    next: {
      'zh-TW': '請把參考編號告訴維護人員',
      en: 'Give the reference to a maintainer.',
    },
  },
  'api.events.tooMany': {
    status: 503,
    happened: { 'zh-TW': '同時開啟的即時連線過多', en: 'Too many live connections are open at once.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請關閉不用的畫面後再試一次', en: 'Close screens that are not in use and try again.' },
  },
  'api.events.upgradeMissing': {
    status: 426,
    happened: { 'zh-TW': '這個網址只接受 WebSocket 連線', en: 'This address accepts WebSocket connections only.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請由本機畫面操作', en: 'Use the gateway’s own screens.' },
  },
  'api.screen.notBuilt': {
    status: 503,
    happened: { 'zh-TW': '畫面程式尚未建置', en: 'The screens have not been built.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請維護人員執行 npm run build', en: 'A maintainer runs npm run build.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
