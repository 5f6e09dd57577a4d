/** Words of the kiosk's flows: what can be done, and the pages on the way. */
import type { Localized } from '../../daemon/contract/messages.js';

export const kioskFlowWords = {
  flowApply: { 'zh-TW': '憑證申請', en: 'Apply for certificates' },
  flowRenew: { 'zh-TW': '憑證展期', en: 'Renew certificates' },
  flowView: { 'zh-TW': '檢視憑證資訊、存檔', en: 'View and save certificates' },
  flowWriteAgain: { 'zh-TW': '憑證下載', en: 'Write certificates to the card' },
  flowChangePin: { 'zh-TW': '晶片卡密碼修改', en: 'Change a card PIN' },
  flowUnblockPin: { 'zh-TW': '鎖卡解碼', en: 'Unblock a card PIN' },
  flowWebsitePassword: { 'zh-TW': '網站密碼修改', en: 'Change the website password' },
  flowPartner: { 'zh-TW': '下載交易夥伴憑證', en: 'Download a partner certificate' },
  hintApply: { 'zh-TW': '領到晶片卡後第一次使用', en: 'The first time you use your card' },
  hintRenew: { 'zh-TW': '到期前一個月起至到期日', en: 'From one month before the end to the last day' },
  hintView: { 'zh-TW': '以網站帳號登入，存到隨身碟或手機', en: 'With your website account; to a USB stick or a phone' },
  hintWriteAgain: { 'zh-TW': '憑證已核發，但沒有寫入晶片卡', en: 'When they were issued and are not on the card' },
  hintChangePin: { 'zh-TW': '您知道目前的密碼', en: 'When you know the present PIN' },
  hintUnblockPin: { 'zh-TW': '密碼輸入錯誤三次而鎖卡', en: 'When it is locked after three wrong entries' },
  hintWebsitePassword: { 'zh-TW': '不需要晶片卡', en: 'No card is needed' },
  hintPartner: { 'zh-TW': '輸入憑證序號，不必登入', en: 'By its serial number, without a login' },

  menuTitle: { 'zh-TW': '請選擇要辦理的項目', en: 'What would you like to do?' },
  menuCardHow: { 'zh-TW': '也可以直接插入晶片卡', en: 'Or simply put your card in' },
  menuRenewable: { 'zh-TW': '您的憑證即將到期，現在可以展期', en: 'Your certificates end soon and can be renewed now' },
  menuPrepared: { 'zh-TW': '您的晶片卡可以申請憑證', en: 'Your card is ready for its certificates' },
  menuIncomplete: { 'zh-TW': '您的晶片卡還缺少憑證', en: 'Certificates are missing on your card' },
  menuExpired: { 'zh-TW': '您的憑證已過期', en: 'Your certificates have expired' },
  certificatesEnd: { 'zh-TW': '憑證有效截止日 {date}', en: 'Certificates valid to {date}' },

  chooseRa: { 'zh-TW': '請選擇註冊中心', en: 'Which registration authority?' },
  chooseRaHow: { 'zh-TW': '您在哪一個註冊中心申請憑證', en: 'The one where you applied for your certificates' },
  insertForFlow: { 'zh-TW': '{flow}需要晶片卡', en: '{flow}: a card is needed' },

  wrongCardApply: { 'zh-TW': '這張晶片卡不能申請憑證', en: 'This card cannot take new certificates' },
  wrongCardApplyNext: {
    'zh-TW': '這張卡已有憑證。快到期請選擇「憑證展期」；其他情形請洽櫃檯人員。晶片卡沒有變更',
    en: 'It has certificates already. If they end soon, choose “Renew certificates”; otherwise ask at the counter. The card is unchanged.',
  },
  wrongCardOther: { 'zh-TW': '這張晶片卡不能辦理「{flow}」', en: '“{flow}” is not possible with this card' },
  wrongCardOtherNext: {
    'zh-TW': '卡上還沒有憑證或密碼。請選擇其他項目，或洽櫃檯人員。晶片卡沒有變更',
    en: 'It has no certificates or PINs yet. Choose something else or ask at the counter. The card is unchanged.',
  },

  expiredTitle: { 'zh-TW': '憑證已過期，不能展期', en: 'The certificates have expired and cannot be renewed' },
  expiredNext: {
    'zh-TW': '請取出晶片卡，到櫃檯重新申請。需要身分證明文件與這張晶片卡',
    en: 'Please take your card to the counter and apply anew. Bring proof of identity and this card.',
  },
  expiredOn: { 'zh-TW': '有效期限到 {date}', en: 'They were valid to {date}.' },
  tooEarlyTitle: { 'zh-TW': '還不能展期', en: 'It is too early to renew' },
  tooEarlyOpens: { 'zh-TW': '{opens} 起可以展期', en: 'You can renew from {opens} on.' },
  tooEarlyNext: { 'zh-TW': '目前的憑證可以繼續使用到 {date}', en: 'Until {date} your certificates stay usable.' },

  pinLockedTitle: {
    'zh-TW': '{pin, select, 1 {第一組} other {第二組}}晶片卡密碼已鎖卡',
    en: 'Card PIN {pin} is locked',
  },
  pinLockedNext: {
    'zh-TW': '這項作業需要這組密碼。請先辦理鎖卡解碼，再回來繼續',
    en: 'This PIN is needed here. Unblock it first, then come back.',
  },
  whichPinTitle: { 'zh-TW': '要辦理哪一組晶片卡密碼？', en: 'Which card PIN?' },

  newPasswordNeeded: { 'zh-TW': '請先更換網站密碼', en: 'Choose a new website password first' },
  newPasswordWhy: {
    'zh-TW': '您用的是密碼單上的密碼。為了安全，第一次登入要改成只有您知道的密碼，改好後會繼續剛才的項目',
    en: 'You used the password from the letter. At the first login you replace it by one that only you know; then we go on.',
  },
  enterOldPassword: { 'zh-TW': '請輸入目前的網站密碼', en: 'Enter your present website password' },
  enterNewPassword: { 'zh-TW': '請設定新的網站密碼', en: 'Choose a new website password' },
  enterNewPasswordAgain: { 'zh-TW': '請再輸入一次新的網站密碼', en: 'Enter the new website password once more' },
  newPasswordHint: { 'zh-TW': '不可與目前的密碼相同', en: 'It must differ from the present one' },
  websitePasswordChanged: { 'zh-TW': '網站密碼已變更', en: 'The website password is changed' },
  websitePasswordChangedNext: {
    'zh-TW': '下次登入請使用新的網站密碼。晶片卡密碼沒有變更',
    en: 'Log in with the new one from now on. The card PINs are unchanged.',
  },

  dataTitle: { 'zh-TW': '請核對您的登記資料', en: 'Are these your data?' },
  dataWrong: {
    'zh-TW': '資料有誤，請不要繼續，並洽櫃檯人員',
    en: 'If anything is wrong, do not go on. Ask at the counter.',
  },
  dataRight: { 'zh-TW': '資料正確，繼續', en: 'Correct, go on' },
  raName: { 'zh-TW': '註冊中心', en: 'Registration authority' },

  termsDown: { 'zh-TW': '往下閱讀', en: 'Read on' },
  termsAgree: { 'zh-TW': '我已閱讀並同意用戶約定條款', en: 'I have read the terms and agree to them' },
  termsGoOn: { 'zh-TW': '同意並繼續', en: 'Agree and go on' },

  enterPin1: { 'zh-TW': '請輸入第一組晶片卡密碼', en: 'Enter your card PIN 1' },
  enterPin2: { 'zh-TW': '請輸入第二組晶片卡密碼', en: 'Enter your card PIN 2' },

  confirmRenewal: { 'zh-TW': '請核對要展期的資料', en: 'Is this what you want to renew?' },
  renewedCertificates: { 'zh-TW': '要展期的憑證', en: 'Certificates to be renewed' },
  oldStayUsable: {
    'zh-TW': '新憑證讀回並驗證之前，原來的憑證都可以使用',
    en: 'The old ones stay usable until the new ones are read back and verified.',
  },
  verifyPinsNext: { 'zh-TW': '輸入密碼並繼續', en: 'Enter the PINs and go on' },
  elapsed: { 'zh-TW': '已進行 {n} 秒', en: '{n} s so far' },
  moreTime: { 'zh-TW': '需要更多時間', en: 'I need more time' },
  jobSteps: { 'zh-TW': '已完成與未完成的步驟', en: 'What was done and what was not' },

  applied: { 'zh-TW': '憑證已寫入晶片卡，可以使用', en: 'The certificates are on your card and ready to use' },
  renewed: { 'zh-TW': '展期完成，新憑證已寫入晶片卡', en: 'Renewed: the new certificates are on your card' },
  written: { 'zh-TW': '憑證已寫入晶片卡', en: 'The certificates are on your card' },
  nothingToWrite: {
    'zh-TW': '晶片卡上的憑證是完整的，不需要寫入',
    en: 'Nothing was missing: all certificates are on the card',
  },
  useCardNow: { 'zh-TW': '晶片卡密碼沒有變更', en: 'No PIN of the card was changed.' },
  elsewhere: { 'zh-TW': '作業已轉到櫃檯繼續', en: 'The job goes on at the counter' },
  elsewhereNext: {
    'zh-TW': '您的晶片卡在櫃檯的讀卡機裡，請洽櫃檯人員',
    en: 'Your card is in a reader of the counter. Please ask there.',
  },
} as const satisfies Record<string, Localized>;
