/** What screens' sessions, the staff login and staff accounts refuse: `api.session.*` and `staff.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const noCard = { 'zh-TW': '與晶片卡無關', en: 'No card is concerned.' };

export const staffFailures = {
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
  'api.session.tooMany': {
    status: 503,
    happened: { 'zh-TW': '同時使用的畫面過多', en: 'Too many screens are in use at once.' },
    card: noCard,
    next: { 'zh-TW': '請關閉不用的畫面後再試一次', en: 'Close screens that are not in use and try again.' },
  },
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
  'api.session.locked': {
    status: 423,
    happened: { 'zh-TW': '畫面已鎖定', en: 'The screen is locked.' },
    card: noCard,
    next: {
      'zh-TW': '請插回同一張員工卡解除鎖定，或由其他人員登入',
      en: 'Put the same staff card back and unlock, or somebody else logs in.',
    },
  },
  'staff.login.disabled': {
    status: 403,
    happened: { 'zh-TW': '這個帳號已停用', en: 'This account is disabled.' },
    card: noCard,
    next: { 'zh-TW': '請洽主管', en: 'Ask a supervisor.' },
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
  'staff.approval.notYours': {
    status: 403,
    happened: { 'zh-TW': '這筆申請是 {askedBy} 提出的', en: 'This request was made by {askedBy}.' },
    card: noCard,
    next: { 'zh-TW': '請由提出的人員辦理', en: 'The person who made it goes on with it.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
