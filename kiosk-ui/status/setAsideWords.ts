/** What a fact for the RA reports, and why it was refused, in words. What is not here is shown as the RA contract calls it. */
import type { Localized } from '../../daemon/contract/messages.js';

export const kindWords: Readonly<Record<string, Localized>> = {
  pukEscrowed: { 'zh-TW': '解鎖碼託管', en: 'PUK for escrow' },
  pinLetter: { 'zh-TW': '密碼單的密碼', en: 'PIN for a letter' },
  cardPrepared: { 'zh-TW': '發卡完成', en: 'Card prepared' },
  cardIssued: { 'zh-TW': '製卡完成', en: 'Card issued' },
  pukUsed: { 'zh-TW': '使用解鎖碼', en: 'PUK used' },
  termsAccepted: { 'zh-TW': '同意用戶約定條款', en: 'Terms accepted' },
  certificatesRenewed: { 'zh-TW': '憑證展期完成', en: 'Certificates renewed' },
  certificatesRewritten: { 'zh-TW': '憑證下載完成', en: 'Certificates written again' },
  letterPrinted: { 'zh-TW': '列印密碼單', en: 'Letter printed' },
  auditCheckpoint: { 'zh-TW': '稽核檢查點', en: 'Checkpoint of the audit log' },
};

export const reasonWords: Readonly<Record<string, Localized>> = {
  orderUnknown: { 'zh-TW': '註冊中心沒有這筆訂單', en: 'the RA does not know the order' },
  orderCompleted: { 'zh-TW': '訂單已完成', en: 'the order is completed already' },
  orderHeldElsewhere: { 'zh-TW': '訂單由另一台閘道辦理', en: 'another gateway works on the order' },
  superseded: { 'zh-TW': '已有較新的訂單', en: 'something newer is known of the card' },
  cardUnknown: { 'zh-TW': '註冊中心沒有這張卡', en: 'the RA does not know the card' },
  cardSpoiled: { 'zh-TW': '卡片已作廢', en: 'the card is spoiled' },
  certificatesUnknown: { 'zh-TW': '憑證與訂單不符', en: 'the certificates are not those of the order' },
  registrationUnknown: { 'zh-TW': '註冊中心沒有這筆註冊', en: 'the RA does not know the registration' },
  termsOutdated: { 'zh-TW': '條款版本當時未生效', en: 'the terms were not in force then' },
  letterUnknown: { 'zh-TW': '註冊中心沒有這份密碼單', en: 'the RA does not know the letter' },
  notSealedToEscrowKey: { 'zh-TW': '未以託管金鑰加密', en: 'it is not sealed to the escrow key' },
  conflict: { 'zh-TW': '編號相同但內容不同', en: 'another fact has the same id' },
  badRequest: { 'zh-TW': '格式不正確', en: 'its form is not that of the contract' },
  auditLogShorter: { 'zh-TW': '稽核紀錄比先前短', en: 'the audit log is shorter than before' },
  auditLogChanged: { 'zh-TW': '稽核紀錄與先前不符', en: 'the audit log differs from before' },
  unreadable: { 'zh-TW': '閘道無法讀取這筆資料', en: 'the gateway cannot read it' },
};
