/** What stops work on the keys and certificates of a card, in steps that several kinds of job share. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };
const nothingWritten = { 'zh-TW': '憑證沒有寫入晶片卡', en: 'No certificate was written to the card.' };
const tellMaintainer = { 'zh-TW': '請通知維護人員與註冊中心', en: 'Tell the maintainer and the RA.' };
const mayBeFaulty = { 'zh-TW': '晶片卡可能故障', en: 'The card may be faulty.' };
const tryOnceMore = {
  'zh-TW': '請重試；若仍失敗，請回報此卡',
  en: 'Try again. If it fails again, report this card.',
};

export const certificationFailures = {
  'job.checkCard.issued': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡已經製卡', en: 'This card was already issued.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請換一張空白卡', en: 'Use a blank card.' },
  },
  'job.checkCard.prepared': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡已發卡，尚未申請憑證',
      en: 'This card is prepared already, and waits for its certificates.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請由用戶申請憑證，或換一張空白卡',
      en: 'Its subscriber applies for the certificates. For another person, use a blank card.',
    },
  },
  'job.checkCard.foreign': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡是由其他軟體設定的，不是本中心發行的卡',
      en: 'This card was set up by other software: it is none of ours.',
    },
    card: { 'zh-TW': '沒有寫入，也沒有試密碼', en: 'Nothing was written, and no PIN was tried.' },
    next: {
      'zh-TW': '請使用本中心發行的晶片卡；製卡請換一張空白卡',
      en: 'Use a card of ours; to make one, take a blank card.',
    },
  },
  'job.checkCard.incomplete': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡曾製作但未完成，本機沒有它的作業紀錄',
      en: 'This card was begun elsewhere and not finished; this gateway has no record of it.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請換一張空白卡，並將此卡交給主管', en: 'Use a blank card and give this one to a supervisor.' },
  },
  'job.openOrder.cardInUse': {
    status: 409,
    happened: {
      'zh-TW': '這張卡是空白的，但註冊中心的紀錄是此卡號已製發給這位用戶：卡片已被清除，或是卡號相同的另一張卡',
      en: 'This card is blank, and the RA has issued a card of this serial to this subscriber: it was wiped, or is another card.',
    },
    card: {
      'zh-TW': '沒有寫入晶片卡，註冊中心的解鎖碼也沒有變更',
      en: 'Nothing was written, and the PUKs at the RA are unchanged.',
    },
    next: {
      'zh-TW': '請換一張空白卡，並將此卡交給主管',
      en: 'Use another blank card and give this one to a supervisor.',
    },
  },
  'job.checkCard.algorithm': {
    status: 409,
    happened: {
      'zh-TW': '註冊中心要求的金鑰種類（{algorithm}）這種晶片卡（{family}）無法產生',
      en: 'This card ({family}) cannot make the kind of key that the RA wants ({algorithm}).',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請換用支援該金鑰的晶片卡，並通知維護人員',
      en: 'Use another kind of card, and tell the maintainer.',
    },
  },
  'job.checkCard.otherFamily': {
    status: 409,
    happened: {
      'zh-TW': '這個註冊中心不使用這種晶片卡（{family}）',
      en: 'This RA takes no cards of this kind ({family}).',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請換用註冊中心接受的晶片卡', en: 'Use a kind of card that the RA takes.' },
  },
  'job.openOrder.otherRegistration': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡登記給另一位用戶，不是註冊資料 {registrationId}',
      en: 'This card is bound to another registration than {registrationId}.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請使用該用戶的晶片卡', en: 'Use that subscriber’s card.' },
  },
  'job.openOrder.certified': {
    status: 409,
    happened: {
      'zh-TW': '晶片卡上的{use}金鑰已經核發憑證，只是還沒寫入或啟用',
      en: 'The {use} key on the card is certified already; its certificate only was not written or put first.',
    },
    card: { 'zh-TW': '晶片卡沒有變更，金鑰仍可使用', en: 'The card is unchanged and its keys are good.' },
    next: {
      'zh-TW': '請辦理憑證下載，不必重新產生金鑰',
      en: 'Have the certificates written again (憑證下載); no new keys are needed.',
    },
  },
  'job.verifyPins.typeAgain': {
    status: 409,
    happened: {
      'zh-TW': '作業曾中斷，晶片卡密碼不會保存，需要重新輸入',
      en: 'The work was interrupted, and PINs are never stored: they are needed again.',
    },
    card: {
      'zh-TW': '作業尚未完成，會從中斷處繼續',
      en: 'The work is not finished; it goes on from where it stopped.',
    },
    next: { 'zh-TW': '請再輸入一次晶片卡密碼', en: 'Enter the PINs again.' },
  },
  'job.verifyPins.wrong': {
    status: 409,
    happened: {
      'zh-TW': '第{pin|一|二}組晶片卡密碼錯誤，還可輸入 {triesLeft} 次',
      en: 'PIN {pin} is incorrect. {triesLeft} {triesLeft|try|tries} left.',
    },
    card: { 'zh-TW': '密碼沒有變更，作業尚未完成', en: 'The PIN is unchanged; the work is not finished.' },
    next: { 'zh-TW': '請確認密碼後再輸入一次', en: 'Make sure of the PIN and enter it again.' },
  },
  'job.verifyPins.triesMissing': {
    status: 409,
    happened: {
      'zh-TW': '第{pin|一|二}組晶片卡密碼在別處輸入錯誤過，還可輸入 {triesLeft} 次',
      en: 'PIN {pin} was entered wrong elsewhere meanwhile. {triesLeft} {triesLeft|try|tries} left.',
    },
    card: { 'zh-TW': '密碼沒有變更，作業尚未完成', en: 'The PIN is unchanged; the work is not finished.' },
    next: { 'zh-TW': '請再輸入一次這組密碼', en: 'Enter this PIN again.' },
  },
  'job.confirmTerms.otherVersion': {
    status: 409,
    happened: {
      'zh-TW': '用戶約定條款已更新為版本 {version}',
      en: 'Meanwhile version {version} of the terms is in force.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請閱讀並勾選同意現行條款', en: 'Read the terms in force and tick that you accept them.' },
  },
  'job.obtainCertificates.otherKey': {
    status: 502,
    happened: {
      'zh-TW': '憑證中心核發的{use}憑證與晶片卡上的金鑰不符',
      en: 'The {use} certificate that was issued is not for the key on the card.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'job.obtainCertificates.otherSubject': {
    status: 502,
    happened: {
      'zh-TW': '{use}憑證的申請人主旨與註冊資料不符（{subject}）',
      en: 'The subject of the {use} certificate is not what the registration says ({subject}).',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'job.obtainCertificates.otherUsage': {
    status: 502,
    happened: {
      'zh-TW': '{use}憑證的金鑰用途不符',
      en: 'The {use} certificate is made out for another use of the key.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'job.obtainCertificates.otherEnd': {
    status: 502,
    happened: {
      'zh-TW': '簽章憑證與加密憑證的有效截止日不同',
      en: 'The signing and the encryption certificate do not end at the same time.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'job.checkKey.readBack': {
    status: 502,
    happened: {
      'zh-TW': '從晶片卡讀回的{use}憑證與寫入的不同',
      en: 'The {use} certificate read back from the card is not the one written.',
    },
    card: mayBeFaulty,
    next: tryOnceMore,
  },
  'job.checkKey.challenge': {
    status: 502,
    happened: {
      'zh-TW': '晶片卡的簽章與{use}憑證不符',
      en: 'The card’s signature does not match its {use} certificate.',
    },
    card: mayBeFaulty,
    next: tryOnceMore,
  },
} as const satisfies Record<string, CatalogueEntry>;
