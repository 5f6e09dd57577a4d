/** What the staff login and staff accounts refuse: `staff.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };
const noCard = { 'zh-TW': '與晶片卡無關', en: 'No card is concerned.' };

export const staffFailures = {
  'staff.login.refused': {
    status: 401,
    happened: { 'zh-TW': '帳號或密碼不正確', en: 'The name or the password is not right.' },
    card: noCard,
    next: { 'zh-TW': '請確認後再試一次', en: 'Check both and try again.' },
  },
  'staff.login.throttled': {
    status: 429,
    happened: { 'zh-TW': '密碼錯誤次數過多，暫停受理', en: 'Too many wrong passwords: entering one is paused.' },
    card: noCard,
    next: { 'zh-TW': '請於 {retryAfterSeconds} 秒後再試', en: 'Try again in {retryAfterSeconds} seconds.' },
  },
  'staff.operator.outOfScope': {
    status: 403,
    happened: {
      'zh-TW': '此帳號負責的註冊中心超出您或核准人的範圍',
      en: 'This account works for RAs that you, or who approved it, do not work for.',
    },
    card: noCard,
    next: { 'zh-TW': '請負責全部註冊中心的主管辦理', en: 'Ask a supervisor who works for all of them.' },
  },
  'staff.scope.notAll': {
    status: 403,
    happened: {
      'zh-TW': '稽核紀錄涵蓋全部註冊中心，您只負責其中一部分',
      en: 'The audit log is of all RAs, and you work for some of them.',
    },
    card: noCard,
    next: { 'zh-TW': '請負責全部註冊中心的人員查閱', en: 'Ask somebody who works for all RAs.' },
  },
  'staff.operator.nameInvalid': {
    status: 400,
    happened: {
      'zh-TW': '帳號須為 2 至 32 個小寫英文字母、數字或 . _ -，並以字母開頭',
      en: 'The name must be 2 to 32 lower-case letters, digits or . _ - and begin with a letter.',
    },
    card: noCard,
    next: { 'zh-TW': '請更改帳號後再試一次', en: 'Change the name and try again.' },
  },
  'staff.operator.nameTaken': {
    status: 409,
    happened: { 'zh-TW': '帳號 {name} 已存在', en: 'The name {name} is already in use.' },
    card: noCard,
    next: { 'zh-TW': '請使用其他帳號', en: 'Take another name.' },
  },
  'staff.operator.passwordLength': {
    status: 400,
    happened: {
      'zh-TW': '密碼長度須為 {minLength} 至 {maxLength} 個字元',
      en: 'The password must have {minLength} to {maxLength} characters.',
    },
    card: noCard,
    next: { 'zh-TW': '請更改密碼後再試一次', en: 'Choose another password.' },
  },
  'staff.operator.nameReserved': {
    status: 400,
    happened: {
      'zh-TW': '帳號 {name} 保留給系統使用',
      en: 'The name {name} is reserved.',
    },
    card: noCard,
    next: { 'zh-TW': '請使用其他帳號', en: 'Take another name.' },
  },
  'staff.operator.passwordWeak': {
    status: 400,
    happened: {
      'zh-TW': '密碼太容易猜中（重複、連號、常見字詞或帳號）',
      en: 'The password is easy to guess: repetitions, sequences, common words or the name of the account.',
    },
    card: noCard,
    next: {
      'zh-TW': '請用幾個不相關的字詞組成密碼',
      en: 'Make one of several words that have nothing to do with each other.',
    },
  },
  'staff.operator.passwordCharacter': {
    status: 400,
    happened: {
      'zh-TW': '密碼含有控制字元或未定義的字元',
      en: 'The password contains a control character, or one that is not defined.',
    },
    card: noCard,
    next: { 'zh-TW': '請更改密碼後再試一次', en: 'Choose another password.' },
  },
  'staff.login.disabled': {
    status: 403,
    happened: { 'zh-TW': '這個帳號已停用', en: 'This account is disabled.' },
    card: noCard,
    next: { 'zh-TW': '請洽主管', en: 'Ask a supervisor.' },
  },
  'staff.login.changed': {
    status: 409,
    happened: {
      'zh-TW': '登入期間這個帳號已被變更',
      en: 'This account was changed during the login.',
    },
    card: noCard,
    next: { 'zh-TW': '請再登入一次；仍無法登入時請洽主管', en: 'Log in once more. If that fails, ask a supervisor.' },
  },
  'staff.password.changeFirst': {
    status: 403,
    happened: { 'zh-TW': '目前的密碼是臨時密碼', en: 'The present password is a temporary one.' },
    card: noCard,
    next: { 'zh-TW': '請先登入並修改密碼', en: 'Log in and change it first.' },
  },
  'staff.password.wrong': {
    status: 403,
    happened: { 'zh-TW': '目前的密碼不正確', en: 'The present password is not right.' },
    card: noCard,
    next: { 'zh-TW': '請確認後再試一次', en: 'Check it and try again.' },
  },
  'staff.password.same': {
    status: 400,
    happened: { 'zh-TW': '新密碼與目前的密碼相同', en: 'The new password is the present one.' },
    card: noCard,
    next: { 'zh-TW': '請設定另一組密碼', en: 'Choose another password.' },
  },
  'staff.operator.supervisorExists': {
    status: 409,
    happened: { 'zh-TW': '已有主管 {name}', en: 'There is a supervisor already: {name}.' },
    card: noCard,
    next: { 'zh-TW': '請由主管在櫃檯畫面新增人員', en: 'That supervisor creates accounts at the counter.' },
  },
  'staff.operator.unknown': {
    status: 404,
    happened: { 'zh-TW': '沒有帳號 {name}', en: 'There is no account {name}.' },
    card: noCard,
    next: { 'zh-TW': '請重新整理人員清單', en: 'Reload the list of staff.' },
  },
  'staff.operator.yourself': {
    status: 409,
    happened: { 'zh-TW': '不能對自己的帳號做這項變更', en: 'You cannot do this to your own account.' },
    card: noCard,
    next: {
      'zh-TW': '請由另一位主管辦理；修改自己的密碼請用「修改密碼」',
      en: 'Another supervisor does it. To change your own password, use “Change password”.',
    },
  },
  'staff.operator.lastSupervisor': {
    status: 409,
    happened: {
      'zh-TW': '{name} 是最後一位啟用中的主管',
      en: '{name} is the last supervisor whose account is enabled.',
    },
    card: noCard,
    next: { 'zh-TW': '請先將另一位人員設為主管', en: 'Make somebody else a supervisor first.' },
  },
  'staff.operator.takesTwo': {
    status: 409,
    happened: { 'zh-TW': '變更主管的帳號須由第二人核准', en: 'A change of a supervisor’s account takes two people.' },
    card: noCard,
    next: {
      'zh-TW': '請重新提出，並由另一位主管核准',
      en: 'Ask for it again, and another supervisor approves it.',
    },
  },
  'staff.operator.supervisorsOwn': {
    status: 409,
    happened: {
      'zh-TW': '主管 {name} 的密碼與員工卡只能由本人變更',
      en: 'The password and the staff card of the supervisor {name} are changed by that person only.',
    },
    card: noCard,
    next: {
      'zh-TW': '請由本人辦理；本人無法登入時，請先取消其主管角色',
      en: 'That person does it. If they cannot log in, take the supervisor role away first.',
    },
  },
  'staff.approval.unknown': {
    status: 404,
    happened: { 'zh-TW': '找不到這筆核准申請', en: 'There is no such request for approval.' },
    card: noCard,
    next: { 'zh-TW': '請重新整理核准清單', en: 'Reload the list of approvals.' },
  },
  'staff.approval.expired': {
    status: 409,
    happened: { 'zh-TW': '這筆核准申請已逾時', en: 'The time for this approval is over.' },
    card: noCard,
    next: { 'zh-TW': '請重新提出申請', en: 'Ask for it again.' },
  },
  'staff.approval.samePerson': {
    status: 409,
    happened: { 'zh-TW': '不能核准自己提出的申請', en: 'Nobody approves their own request.' },
    card: noCard,
    next: { 'zh-TW': '請由另一位主管核准', en: 'Another supervisor decides.' },
  },
  'staff.approval.stateOther': {
    status: 409,
    happened: {
      'zh-TW': '這筆核准申請已由他人處理，或狀態已變更',
      en: 'The request has been decided meanwhile, or stands otherwise.',
    },
    card: noCard,
    next: { 'zh-TW': '請看清單上的最新狀態', en: 'See how it stands on the list.' },
  },
  'staff.approval.rightsLost': {
    status: 403,
    happened: {
      'zh-TW': '{operator} 目前無權辦理或核准這項申請，未執行',
      en: '{operator} does not hold the right to this any more, so it is not carried out.',
    },
    card: noCard,
    next: { 'zh-TW': '請由有權限的人員重新提出申請', en: 'Somebody who may do it asks for it anew.' },
  },
  'staff.approval.accountChanged': {
    status: 403,
    happened: {
      'zh-TW': '{first} 與 {second} 之一在 {hours} 小時內變更過另一人的帳號，不能互相核准',
      en: 'Of {first} and {second}, one changed the other’s account within {hours} hours: they do not count as two people.',
    },
    card: noCard,
    next: { 'zh-TW': '請由另一位主管核准', en: 'Another supervisor decides.' },
  },
  'staff.approval.interrupted': {
    status: 409,
    happened: {
      'zh-TW': '執行時系統中斷，不確定是否已完成',
      en: 'The gateway stopped while this was carried out. Whether it was done is not known.',
    },
    card: noCard,
    next: {
      'zh-TW': '請先查看結果；再次執行不會重複辦理',
      en: 'See whether it was done. Trying again does not do it twice.',
    },
  },
  'staff.approval.notYours': {
    status: 403,
    happened: { 'zh-TW': '這筆申請是 {askedBy} 提出的', en: 'This request was made by {askedBy}.' },
    card: noCard,
    next: { 'zh-TW': '請由提出的人員辦理', en: 'The person who made it goes on with it.' },
  },
  'staff.card.notOffered': {
    status: 409,
    happened: { 'zh-TW': '本機未啟用員工卡登入', en: 'Login by staff card is not set up here.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請用帳號密碼登入', en: 'Log in with name and password.' },
  },
  'staff.card.noCertificate': {
    status: 409,
    happened: { 'zh-TW': '這張卡片沒有可用的簽章憑證', en: 'There is no signing certificate on this card.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請確認插入的是員工卡', en: 'Check that it is the staff card.' },
  },
  'staff.card.foreign': {
    status: 403,
    happened: {
      'zh-TW': '這張卡片的憑證不是由員工卡的憑證機構簽發（{issuer}）',
      en: 'The card’s certificate is not from the authority of staff cards ({issuer}).',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請使用員工卡，或以帳號密碼登入', en: 'Use a staff card, or log in with name and password.' },
  },
  'staff.card.notYetValid': {
    status: 403,
    happened: { 'zh-TW': '這張員工卡自 {from} 起才有效', en: 'This staff card is valid from {from} on.' },
    card: cardUnchanged,
    next: { 'zh-TW': '在此之前請用帳號密碼登入', en: 'Until then, log in with name and password.' },
  },
  'staff.card.expired': {
    status: 403,
    happened: { 'zh-TW': '這張員工卡已於 {until} 到期', en: 'This staff card ended on {until}.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請改用帳號密碼登入，並向發卡單位申請新的員工卡',
      en: 'Log in with name and password, and ask for a new staff card.',
    },
  },
  'staff.card.revoked': {
    status: 403,
    happened: { 'zh-TW': '這張員工卡的憑證已廢止', en: 'The certificate of this staff card was revoked.' },
    card: cardUnchanged,
    next: { 'zh-TW': '不得再使用這張卡片，請交給主管', en: 'Do not use this card any more. Hand it to a supervisor.' },
  },
  'staff.card.wrongUsage': {
    status: 403,
    happened: { 'zh-TW': '這張卡片的憑證不能用於簽章', en: 'The certificate of this card is not for signing.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請改用帳號密碼登入，並向發卡單位申請新的員工卡',
      en: 'Log in with name and password, and ask for a new staff card.',
    },
  },
  'staff.card.revocationUnknown': {
    status: 503,
    happened: {
      'zh-TW': '沒有憑證機構的廢止清單，無法確認員工卡是否有效（{issuer}）',
      en: 'There is no revocation list of the authority, so nobody knows whether the card is good ({issuer}).',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請改用帳號密碼登入，並洽維護人員', en: 'Log in with name and password, and tell a maintainer.' },
  },
  'staff.card.revocationTooLarge': {
    status: 503,
    happened: {
      'zh-TW': '憑證機構的廢止清單超過 32 MiB，無法讀取，因此無法確認員工卡是否有效（{issuer}）',
      en: 'The authority’s revocation list is larger than 32 MiB and was not read, so nobody knows whether the card is good ({issuer}).',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請改用帳號密碼登入，並洽維護人員', en: 'Log in with name and password, and tell a maintainer.' },
  },
  'staff.card.unknownExtension': {
    status: 403,
    happened: {
      'zh-TW': '這張卡片的憑證含有本系統不支援的關鍵擴充欄位',
      en: 'The card’s certificate has a critical extension that this gateway does not process.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請改用帳號密碼登入，並洽維護人員與發卡單位',
      en: 'Log in with name and password, and tell a maintainer and whoever issued the card.',
    },
  },
  'staff.card.revocationOutdated': {
    status: 503,
    happened: {
      'zh-TW': '憑證機構的廢止清單已過期，無法確認員工卡是否有效（{issuer}）',
      en: 'The authority’s revocation list is out of date, so nobody knows whether the card is good ({issuer}).',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請改用帳號密碼登入，並洽維護人員', en: 'Log in with name and password, and tell a maintainer.' },
  },
  'staff.card.unbound': {
    status: 403,
    happened: { 'zh-TW': '這張員工卡沒有綁定任何帳號', en: 'This staff card belongs to no account.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請主管在人員清單中綁定這張卡片', en: 'A supervisor binds it in the list of staff.' },
  },
  'staff.card.boundElsewhere': {
    status: 409,
    happened: { 'zh-TW': '這張員工卡已綁定給 {name}', en: 'This staff card already belongs to {name}.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請先解除原來的綁定', en: 'Unbind it there first.' },
  },
  'staff.card.locked': {
    status: 409,
    happened: { 'zh-TW': '員工卡的第一組晶片卡密碼已鎖卡', en: 'Card PIN 1 of the staff card is locked.' },
    card: {
      'zh-TW': '密碼錯誤次數已達上限，卡片內容沒有變更',
      en: 'The tries are used up. The card’s content is unchanged.',
    },
    next: {
      'zh-TW': '請改用帳號密碼登入，並辦理鎖卡解碼',
      en: 'Log in with name and password, and have the card unblocked.',
    },
  },
  'staff.card.lastTry': {
    status: 409,
    happened: {
      'zh-TW': '這是最後一次機會，再輸入錯誤將會鎖卡',
      en: 'This is your last try. One more error locks the PIN.',
    },
    card: { 'zh-TW': '密碼尚未送到卡片，機會沒有減少', en: 'The PIN was not sent to the card; no try was spent.' },
    next: {
      'zh-TW': '確定密碼正確，請勾選「是，我知道」再登入',
      en: 'If you are sure of the PIN, tick “Yes, I know” and log in.',
    },
  },
  'staff.card.notProven': {
    status: 403,
    happened: { 'zh-TW': '卡片的簽章與憑證不符', en: 'The card’s signature does not fit its certificate.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '不得再使用這張卡片，請交給維護人員',
      en: 'Do not use this card any more. Hand it to a maintainer.',
    },
  },
  'staff.card.notBack': {
    status: 409,
    happened: { 'zh-TW': '讀卡機裡沒有這個畫面的員工卡', en: 'The staff card of this screen is in no reader.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請插回同一張員工卡；其他人員請重新登入',
      en: 'Put the same staff card back; somebody else logs in afresh.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>;
