/** Why a way out of a card's state is not open: `card.recover.*`, and the job that another one takes up. */
import type { CatalogueEntry } from './catalogueEntry.js';

const card = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };
const spoil = {
  'zh-TW': '請將這張卡作廢，註冊資料即可改用另一張卡製發',
  en: 'Spoil this card: the registration then takes another one.',
};

export const recoveryFailures = {
  'card.recover.notInReader': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡不在讀卡機中，或正由其他作業使用',
      en: 'The card is in no reader, or other work holds it.',
    },
    card,
    next: { 'zh-TW': '請將卡片插入任一讀卡機', en: 'Put the card into any reader.' },
  },
  'card.recover.atWork': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡的作業正在進行或等候回答',
      en: 'The job of this card is at work, or waits for an answer.',
    },
    card: { 'zh-TW': '請勿抽出晶片卡', en: 'Leave the card in.' },
    next: { 'zh-TW': '請在作業畫面繼續', en: 'Go on with the job itself.' },
  },
  'card.recover.heldBack': {
    status: 409,
    happened: {
      'zh-TW': '資料由備份還原，作業日誌可能比卡片舊，不能照日誌繼續',
      en: 'The records come from a copy: the journal may be older than the card, so the job does not go on by it.',
    },
    card,
    next: {
      'zh-TW': '請改為「接續辦理」，依卡片與註冊中心的現況繼續；無法接續時請作廢',
      en: 'Take it up by what the card and the RA say instead, or spoil the card where that is not possible.',
    },
  },
  'card.recover.raAway': {
    status: 503,
    happened: { 'zh-TW': '無法向註冊中心 {ra} 查詢這張晶片卡', en: 'The RA {ra} cannot be asked about this card.' },
    card,
    next: { 'zh-TW': '請於連線恢復後再試', en: 'Try again when it is back.' },
  },
  'card.recover.notBegun': {
    status: 409,
    happened: {
      'zh-TW': '註冊中心沒有這張晶片卡的未完成訂單',
      en: 'The RA has no unfinished order for this card.',
    },
    card,
    next: spoil,
  },
  'card.recover.otherCard': {
    status: 409,
    happened: {
      'zh-TW': '這張卡是空白的，但註冊中心已有此卡號的憑證或第二組解鎖碼：卡片已被清除，或是卡號相同的另一張卡',
      en: 'The card is blank, and the RA holds certificates or PUK 2 of this serial: it was wiped, or is another card.',
    },
    card,
    next: spoil,
  },
  'card.recover.foreign': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡是由其他軟體設定的，不是這件訂單的卡',
      en: 'The card was set up by other software: it is not the card of this order.',
    },
    card,
    next: spoil,
  },
  'card.recover.pinsHandedOut': {
    status: 409,
    happened: {
      'zh-TW': '憑證都已寫入，但無法得知用戶密碼是否已設定；程式不試密碼',
      en: 'Every certificate is on the card, and only a try could tell whether its PINs were handed over. The program tries none.',
    },
    card,
    next: {
      'zh-TW': '請先廢止憑證再作廢這張卡，並改用另一張卡製發',
      en: 'Revoke the certificates, spoil this card and issue another one.',
    },
  },
  'card.recover.pukLost': {
    status: 409,
    happened: {
      'zh-TW': '卡片已設定第 {pin} 組解鎖碼，但註冊中心沒有收到',
      en: 'PUK {pin} is set on the card, and the RA does not hold it.',
    },
    card: { 'zh-TW': '這張卡日後鎖卡將無法解碼', en: 'Once locked, this card could never be unblocked.' },
    next: spoil,
  },
  'card.recover.pinUnknown': {
    status: 409,
    happened: {
      'zh-TW': '卡片已設定密碼，但無法得知是運送密碼或用戶密碼；程式不試密碼',
      en: 'A PIN is set, and it cannot be told whether it is the gateway’s or the subscriber’s. The program tries none.',
    },
    card,
    next: spoil,
  },
  'card.recover.otherKeys': {
    status: 409,
    happened: {
      'zh-TW': '卡片上有不屬於這件訂單的金鑰',
      en: 'The card has keys that this order does not account for.',
    },
    card,
    next: spoil,
  },
  'card.recover.certifiedOthers': {
    status: 409,
    happened: {
      'zh-TW': '註冊中心已為這件訂單簽發憑證，但卡片上不是那些金鑰',
      en: 'The RA has certified keys for this order, and those on the card are others.',
    },
    card,
    next: {
      'zh-TW': '請先廢止憑證再作廢這張卡，並改用另一張卡製發',
      en: 'Revoke the certificates, spoil this card and issue another one.',
    },
  },
  'card.recover.noRollBack': {
    status: 409,
    happened: {
      'zh-TW': '這種卡（{family}）的解鎖碼只能設定一次，無法回復為空白卡',
      en: 'A card of this model ({family}) takes its PUK once, so it cannot be made blank again.',
    },
    card,
    next: {
      'zh-TW': '請接續完成，或作廢後改用另一張卡',
      en: 'Finish it, or spoil it and take another card.',
    },
  },
  'card.recover.certificatesInForce': {
    status: 409,
    happened: {
      'zh-TW': '卡片有 {count} 張有效憑證，不能直接作廢',
      en: '{count} {count|certificate|certificates} of this card {count|is|are} in force, so it is not spoiled yet.',
    },
    card,
    next: { 'zh-TW': '請先申請憑證廢止', en: 'Ask for their revocation first.' },
  },
  'card.recover.wayClosed': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡目前不能這樣處理', en: 'This way is not open for the card now.' },
    card,
    next: { 'zh-TW': '請重新取得卡片狀態後再選擇', en: 'Look at the card again and choose anew.' },
  },
  'job.restore.superseded': {
    status: 409,
    happened: {
      'zh-TW': '這件作業由新的作業依卡片現況接續辦理',
      en: 'Another job took this one up, by what stands on the card.',
    },
    card: { 'zh-TW': '卡片由新的作業處理', en: 'The card is the other job’s.' },
    next: { 'zh-TW': '請看新的作業', en: 'See the other job.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
