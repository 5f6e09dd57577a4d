/** Words of the kiosk and of the screens of staff. */
import type { Localized } from '../../daemon/contract/messages.js';

export const commonWords = {
  appName: { 'zh-TW': '晶片卡自助服務', en: 'Smart card self-service' },
  counterName: { 'zh-TW': '晶片卡櫃檯作業', en: 'Smart card counter' },
  language: { 'zh-TW': '語言', en: 'Language' },
  textSize: { 'zh-TW': '文字大小', en: 'Text size' },
  textNormal: { 'zh-TW': '標準', en: 'Normal' },
  textLarge: { 'zh-TW': '放大', en: 'Large' },
  cancel: { 'zh-TW': '取消', en: 'Cancel' },
  back: { 'zh-TW': '上一步', en: 'Back' },
  next: { 'zh-TW': '下一步', en: 'Next' },
  end: { 'zh-TW': '結束', en: 'Finish' },
  confirm: { 'zh-TW': '確認', en: 'Confirm' },
  tryAgain: { 'zh-TW': '再試一次', en: 'Try again' },
  stopJob: { 'zh-TW': '停止這項作業', en: 'Stop this job' },
  failureCode: { 'zh-TW': '代碼', en: 'Code' },
  pin1: { 'zh-TW': '第一組晶片卡密碼', en: 'Card PIN 1' },
  pin2: { 'zh-TW': '第二組晶片卡密碼', en: 'Card PIN 2' },
  locked: { 'zh-TW': '鎖卡', en: 'Locked' },
  usable: {
    'zh-TW': '正常，還可輸入 {n} 次',
    en: 'In order, {n, plural, one {# try} other {# tries}} left',
  },
  lastTryLeft: { 'zh-TW': '只剩最後 1 次機會', en: 'Only 1 try left' },
  notSet: { 'zh-TW': '尚未設定', en: 'Not set' },
  triesLeft: { 'zh-TW': '還可輸入 {n} 次', en: '{n, plural, one {# try} other {# tries}} left' },
  unblock: { 'zh-TW': '鎖卡解碼', en: 'Unblock' },
  unblockPin: {
    'zh-TW': '{pin, select, 1 {第一組} other {第二組}}鎖卡解碼',
    en: 'Unblock PIN {pin}',
  },
  changePin: {
    'zh-TW': '修改{pin, select, 1 {第一組} other {第二組}}晶片卡密碼',
    en: 'Change card PIN {pin}',
  },
  lastTryWarning: {
    'zh-TW': '這是最後一次機會，再輸入錯誤將會鎖卡',
    en: 'This is your last try. One more error locks the PIN.',
  },
  yesIKnow: { 'zh-TW': '是，我知道', en: 'Yes, I know' },
  doNotPull: { 'zh-TW': '處理中，請勿抽出晶片卡', en: 'Working. Please leave the card in.' },
  pulled: {
    'zh-TW': '晶片卡已抽出，作業尚未完成。請插回同一張卡',
    en: 'The card was pulled before we finished. Put the same card back.',
  },
  otherCard: { 'zh-TW': '這不是剛才的晶片卡', en: 'This is not the same card' },
  raAway: {
    'zh-TW': '目前無法連線至註冊中心，密碼變更仍可使用',
    en: 'The registration authority cannot be reached. Changing a PIN still works.',
  },
  daemonAway: { 'zh-TW': '系統暫時無法使用', en: 'The system is not available at the moment' },
  pcscAway: { 'zh-TW': '讀卡機服務暫時中斷', en: 'The card reader service has stopped' },
  unknownCard: { 'zh-TW': '無法識別這張卡片', en: 'This card is not known' },
  readingCard: { 'zh-TW': '正在讀取晶片卡', en: 'Reading the card' },
  account: { 'zh-TW': '網站帳號', en: 'Website account' },
  websitePassword: { 'zh-TW': '網站密碼', en: 'Website password' },
  oldPin: { 'zh-TW': '目前的密碼', en: 'Present PIN' },
  newPin: { 'zh-TW': '新的{pin, select, 1 {第一組} other {第二組}}晶片卡密碼', en: 'New card PIN {pin}' },
  ruleLine: {
    'zh-TW':
      '{min, plural, =1 {最多 {max} 個} other {{min}–{max} 個}}{of, select, digits {數字} other {字}}，已輸入 {n} 個',
    en: '{min, plural, =1 {Up to {max}} other {{min}–{max}}}{of, select, digits { digits} other { characters}}, {n} entered',
  },
  ruleOnly: {
    'zh-TW': '{min}–{max} 個{of, select, digits {數字} other {字}}',
    en: '{min}–{max}{of, select, digits { digits} other { characters}}',
  },
  tooShort: { 'zh-TW': '至少要 {min} 個字', en: 'At least {min} characters are needed' },
  tooLong: { 'zh-TW': '最多 {max} 個字', en: 'No more than {max} characters' },
  badCharacter: {
    'zh-TW': '{of, select, digits {只能用數字} other {這個字不能用在密碼中}}',
    en: '{of, select, digits {Only digits can be used} other {This character cannot be used}}',
  },
  newPinHint: {
    'zh-TW':
      '{of, select, digits {不要用連續或重複的數字、證號或生日} other {不要用連續或重複的字、證號或生日；例如取一句話每個字的第一個字母，再加幾個數字}}',
    en: 'No runs, repetitions, IDs or birth dates.{of, select, digits {} other { For example: the first letters of a sentence and a few digits.}}',
  },
  pinRepeats: { 'zh-TW': '只是重複相同的字，容易被猜到', en: 'It only repeats a few characters: easy to guess' },
  pinRuns: { 'zh-TW': '是連續或鍵盤上相鄰的字，容易被猜到', en: 'It follows the alphabet or the keys: easy to guess' },
  pinCommon: { 'zh-TW': '是很多人使用的詞，容易被猜到', en: 'Many people use this word: easy to guess' },
  pinPersonal: {
    'zh-TW': '是證號、卡號、帳號或姓名的一部分，容易被猜到',
    en: 'It comes from an ID, card number, account or name: easy to guess',
  },
  pinsDiffer: { 'zh-TW': '兩次輸入的密碼不同，請重新輸入', en: 'The two entries differ. Please start again.' },
  cancelled: { 'zh-TW': '作業已停止', en: 'The job was stopped' },
  noForecast: {
    'zh-TW': '這一步可能需要數秒到半分鐘，時間無法預估',
    en: 'This step takes a few seconds to half a minute. We cannot tell exactly.',
  },
  cardSerial: { 'zh-TW': '卡號', en: 'Card number' },
  failedCard: { 'zh-TW': '讀不到這張晶片卡', en: 'The card does not answer' },
  goOn: { 'zh-TW': '繼續', en: 'Go on' },
  raAwayTitle: { 'zh-TW': '現在無法辦理「{flow}」', en: '“{flow}” is not possible now' },
  stillThere: { 'zh-TW': '您還在嗎？', en: 'Are you still there?' },
  idleMeans: {
    'zh-TW': '{n} 秒後會清除所有輸入並回到首頁',
    en: 'In {n, plural, one {# second} other {# seconds}} everything is wiped and the first page comes back.',
  },
  keepUsing: { 'zh-TW': '繼續使用', en: 'Keep using' },
} as const satisfies Record<string, Localized>;
