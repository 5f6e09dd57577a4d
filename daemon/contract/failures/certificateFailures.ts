/** What stops 憑證申請, 憑證展期 and 憑證下載, each in its own steps. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };

export const certificateFailures = {
  'applyCertificates.create.locked': {
    status: 409,
    happened: {
      'zh-TW': '第{pin|一|二}組晶片卡密碼已鎖卡，無法申請憑證',
      en: 'PIN {pin} is locked: certificates cannot be applied for.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請先辦理鎖卡解碼', en: 'Unblock it first (鎖卡解碼).' },
  },
  'applyCertificates.checkCard.issued': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡上已有憑證', en: 'This card has its certificates already.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '即將到期請辦理憑證展期，缺少憑證請辦理憑證下載',
      en: 'Near their end, renew them (憑證展期); if one is missing, have it written again (憑證下載).',
    },
  },
  'applyCertificates.checkCard.notPrepared': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡尚未發卡', en: 'This card was not handed out yet.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'renewCertificates.create.locked': {
    status: 409,
    happened: {
      'zh-TW': '第{pin|一|二}組晶片卡密碼已鎖卡，無法辦理展期',
      en: 'PIN {pin} is locked: the certificates cannot be renewed.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請先辦理鎖卡解碼', en: 'Unblock it first (鎖卡解碼).' },
  },
  'renewCertificates.checkCard.noCertificate': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡上沒有{use}憑證', en: 'There is no {use} certificate on this card.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '若憑證尚未寫入，請辦理憑證下載；若尚未申請，請辦理憑證申請',
      en: 'If it was issued and not written, have it written again (憑證下載); else apply for it (憑證申請).',
    },
  },
  'renewCertificates.checkCard.unreadable': {
    status: 409,
    happened: { 'zh-TW': '晶片卡上的{use}憑證無法讀取', en: 'The {use} certificate on the card cannot be read.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請先辦理憑證下載，再辦理展期',
      en: 'Have it written again first (憑證下載), then renew.',
    },
  },
  'renewCertificates.checkCard.otherRa': {
    status: 409,
    happened: {
      'zh-TW': '晶片卡上的憑證不是這個註冊中心的（{subject}）',
      en: 'The certificate on the card is not one of this RA ({subject}).',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請選擇發卡的註冊中心，或洽櫃檯人員',
      en: 'Choose the RA that the card is of, or ask at the counter.',
    },
  },
  'renewCertificates.checkCard.expired': {
    status: 409,
    happened: {
      'zh-TW': '憑證已於 {endedOn} 到期，不能再辦理展期',
      en: 'The certificates ended on {endedOn} and can no longer be renewed.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請至櫃檯重新申請憑證', en: 'Please register again at the counter.' },
  },
  'renewCertificates.confirm.oldKeyGoes': {
    status: 409,
    happened: {
      'zh-TW': '展期會刪除最舊的加密金鑰，以它加密的資料將無法再解密',
      en: 'The renewal replaces your oldest encryption key. What was encrypted for it can no longer be read.',
    },
    card: {
      'zh-TW': '晶片卡還沒有變更（最舊的加密憑證：{serial}）',
      en: 'The card is unchanged so far (its oldest encryption certificate: {serial}).',
    },
    next: {
      'zh-TW': '還有這些資料？請停止，解密後再來展期',
      en: 'Do you still have such data? Stop, decrypt them, and renew afterwards.',
    },
  },
  'renewCertificates.confirm.needed': {
    status: 409,
    happened: {
      'zh-TW': '晶片卡驗證完成，請確認資料與用戶約定條款',
      en: 'The card has proved itself. Confirm the data and the terms.',
    },
    card: {
      'zh-TW': '晶片卡沒有變更，舊憑證仍然有效',
      en: 'The card is unchanged and the old certificates are in use.',
    },
    next: {
      'zh-TW': '請核對資料，閱讀並勾選同意條款',
      en: 'Check the data, read the terms and tick that you accept them.',
    },
  },
  'writeCertificates.create.locked': {
    status: 409,
    happened: {
      'zh-TW': '第{pin|一|二}組晶片卡密碼已鎖卡，無法下載憑證',
      en: 'PIN {pin} is locked: certificates cannot be written.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請先辦理鎖卡解碼', en: 'Unblock it first (鎖卡解碼).' },
  },
  'writeCertificates.checkCard.notPrepared': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡尚未發卡', en: 'This card was not handed out yet.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'writeCertificates.match.otherCard': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡上沒有{use}憑證的金鑰，憑證屬於另一張卡',
      en: 'The key of the {use} certificate is not on this card: the certificate belongs to another card.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請使用申請時的原晶片卡，或洽櫃檯人員',
      en: 'Use the card that it was applied for with, or ask at the counter.',
    },
  },
  'writeCertificates.match.none': {
    status: 409,
    happened: {
      'zh-TW': '註冊中心沒有這張卡有效的{use}憑證',
      en: 'The RA has no {use} certificate in force for this card.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請辦理憑證申請，或洽櫃檯人員', en: 'Apply for certificates, or ask at the counter.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
