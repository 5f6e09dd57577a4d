/** The words of the recovery page for each situation and each way. */
import type { Localized } from '../contract/messages.js';
import type { Situation, Way } from './cardRecovery.js';

export const situations: Readonly<Record<Situation, Localized>> = {
  blank: { 'zh-TW': '空白卡，沒有未完成的作業', en: 'A blank card without unfinished work.' },
  whole: {
    'zh-TW': '卡片與註冊中心的紀錄相符，沒有未完成的作業',
    en: 'The card is as the RA says; no work on it is unfinished.',
  },
  openJob: { 'zh-TW': '這張卡有一件未完成的作業', en: 'A job of this card is not over.' },
  unexplained: {
    'zh-TW': '這張卡只完成一部分，本機沒有可以繼續的作業',
    en: 'The card is half done, and no job here goes on with it.',
  },
  spoiled: { 'zh-TW': '這張卡已作廢，請交回銷毀', en: 'The card was spoiled: hand it in to be destroyed.' },
};

export const wayWords: Readonly<Record<Way, { readonly label: Localized; readonly what: Localized }>> = {
  goOn: {
    label: { 'zh-TW': '繼續作業', en: 'Go on with the job' },
    what: {
      'zh-TW': '在這台讀卡機從中斷處繼續；需要密碼時會再詢問',
      en: 'It goes on in this reader from where it stopped, and asks for PINs again where it needs them.',
    },
  },
  adopt: {
    label: { 'zh-TW': '接續辦理', en: 'Take the order up' },
    what: {
      'zh-TW': '依卡片與註冊中心的現況接續未完成的訂單，用戶密碼重新產生並列印密碼單',
      en: 'A new job finishes the RA’s open order from what stands on the card. PINs are drawn into a password letter.',
    },
  },
  writeAgain: {
    label: { 'zh-TW': '憑證下載', en: 'Write certificates to the card' },
    what: {
      'zh-TW': '由持卡人輸入密碼，將已簽發的憑證寫入卡片；請以「憑證下載」辦理',
      en: 'The holder types the PINs, and the certificates that were issued are written to the card.',
    },
  },
  spoil: {
    label: { 'zh-TW': '作廢並改用另一張卡', en: 'Spoil it and take another card' },
    what: {
      'zh-TW': '這張卡不再使用；尚未完成的註冊資料可改用另一張卡製發',
      en: 'The card is never used again. A registration that was not finished takes another card.',
    },
  },
};
