/** Words of the kiosk. */
import type { Localized } from '../../daemon/contract/messages.js';

export const kioskWords = {
  touchToStart: { 'zh-TW': '開始', en: 'Start' },
  attractLine: {
    'zh-TW': '憑證申請、展期、檢視，鎖卡解碼、密碼修改',
    en: 'Certificates: apply, renew, view. PINs: unblock, change.',
  },
  orInsert: { 'zh-TW': '也可以直接插入晶片卡', en: 'Or simply put your card in' },
  insertCard: { 'zh-TW': '請插入晶片卡', en: 'Please put your card in' },
  insertHow: {
    'zh-TW': '晶片朝上，依圖示方向插到底',
    en: 'Chip up, in the direction of the picture, until it stops',
  },
  readingWait: { 'zh-TW': '請稍候，不要抽出晶片卡', en: 'One moment. Please leave the card in.' },
  menuLocked: {
    'zh-TW': '您的{pin, select, 1 {第一組} other {第二組}}晶片卡密碼已鎖卡',
    en: 'Your card PIN {pin} is locked',
  },
  menuBothLocked: { 'zh-TW': '您的兩組晶片卡密碼都已鎖卡', en: 'Both PINs of your card are locked' },
  menuFine: { 'zh-TW': '您的晶片卡可以正常使用', en: 'Your card is in order' },
  enterAccount: { 'zh-TW': '請輸入網站帳號', en: 'Enter your website account' },
  accountHint: { 'zh-TW': '密碼單上的網站帳號', en: 'The account in your password letter' },
  enterPassword: { 'zh-TW': '請輸入網站密碼', en: 'Enter your website password' },
  passwordHint: { 'zh-TW': '這不是晶片卡密碼', en: 'This is not a card PIN' },
  enterOldPin: {
    'zh-TW': '請輸入目前的{pin, select, 1 {第一組} other {第二組}}晶片卡密碼',
    en: 'Enter your present card PIN {pin}',
  },
  enterNewPin: {
    'zh-TW': '請設定新的{pin, select, 1 {第一組} other {第二組}}晶片卡密碼',
    en: 'Choose a new card PIN {pin}',
  },
  enterNewPinAgain: { 'zh-TW': '請再輸入一次新密碼', en: 'Enter the new PIN once more' },
  enterTryNewPin: { 'zh-TW': '請輸入您剛才設定的新密碼', en: 'Enter the new PIN that you chose' },
  stepOf: { 'zh-TW': '第 {n} 步，共 {total} 步', en: 'Step {n} of {total}' },
  checking: { 'zh-TW': '核對中，請稍候', en: 'Checking. One moment.' },
  lastTryTitle: { 'zh-TW': '只剩最後一次輸入機會', en: 'You have one try left' },
  lastTryAdvice: {
    'zh-TW': '若不確定目前的密碼，請先取消，並洽櫃檯人員協助',
    en: 'If you are not sure of the present PIN, cancel and ask at the counter.',
  },
  raAwayNext: {
    'zh-TW': '這項作業需要註冊中心。連線恢復後即可繼續，您的晶片卡沒有變更',
    en: 'It needs the registration authority. You can go on when the line is back. Your card is unchanged.',
  },
  raBack: { 'zh-TW': '已恢復連線，可以繼續', en: 'The line is back. You can go on.' },
  interrupted: { 'zh-TW': '晶片卡已抽出', en: 'The card was taken out' },
  interruptedMeans: {
    'zh-TW': '您輸入的內容已清除，晶片卡沒有變更。要繼續請再插入晶片卡',
    en: 'What you typed was wiped and your card is unchanged. To go on, put the card in again.',
  },
  pulledMeans: {
    'zh-TW': '請勿使用其他卡片。插回後會從中斷的地方繼續',
    en: 'Please use no other card. We go on where we stopped.',
  },
  sessionEndsIn: {
    'zh-TW': '{n} 秒後回到首頁；作業會保留，下次插卡可繼續',
    en: 'Back to the first page in {n} s. The job is kept for the next time you put the card in.',
  },
  backToStartIn: { 'zh-TW': '{n} 秒後回到首頁', en: 'Back to the first page in {n} s.' },
  takeCard: { 'zh-TW': '請取出晶片卡', en: 'Please take your card' },
  useNewPin: { 'zh-TW': '下次請使用新密碼', en: 'From now on, use the new PIN.' },
  backToMenu: { 'zh-TW': '回到辦理項目', en: 'Back to the choices' },
  doMore: { 'zh-TW': '辦理其他項目', en: 'Do something else' },
  cardLeft: { 'zh-TW': '讀卡機裡還有晶片卡', en: 'There is a card in the reader' },
  cardLeftNext: {
    'zh-TW': '請取出您的晶片卡；要辦理請按「開始」',
    en: 'Please take your card, or touch Start to use it.',
  },
  unknownCardNext: {
    'zh-TW': '卡片沒有變更。請確認插入的是憑證晶片卡、晶片朝上；仍無法識別請洽櫃檯人員',
    en: 'The card is unchanged. Check that it is the certificate card, chip up. If it is still not known, ask at the counter.',
  },
  blankCard: { 'zh-TW': '這張晶片卡尚未製卡完成', en: 'This card has not been issued yet' },
  blankCardNext: {
    'zh-TW': '卡片沒有變更。請取出晶片卡，洽櫃檯人員辦理',
    en: 'The card is unchanged. Please take it to the counter.',
  },
  counterJob: { 'zh-TW': '櫃檯正在使用這個讀卡機', en: 'The counter is using this reader' },
  counterJobNext: { 'zh-TW': '請勿抽出晶片卡，並洽櫃檯人員', en: 'Please leave the card in and ask at the counter.' },
  authoriseAgainNext: { 'zh-TW': '重新登入並繼續', en: 'Log in again and go on' },
  connectionLost: {
    'zh-TW': '連線中斷，您輸入的內容已清除，請重新開始',
    en: 'The connection was lost and what you typed was wiped. Please start again.',
  },
  daemonAwayNext: { 'zh-TW': '系統會自動恢復，請稍候', en: 'It will come back by itself. Please wait.' },
  daemonAwayCard: {
    'zh-TW': '請勿抽出晶片卡，恢復後會從中斷的地方繼續',
    en: 'Please leave the card in. We go on where we stopped.',
  },
  pcscAwayNext: {
    'zh-TW': '系統會自動恢復，請稍候；若持續中斷請洽櫃檯人員',
    en: 'It will come back by itself. If it does not, please ask at the counter.',
  },
  readerMissing: { 'zh-TW': '找不到讀卡機', en: 'The card reader is missing' },
  readerMissingNext: {
    'zh-TW': '暫時無法辦理，請洽櫃檯人員',
    en: 'This kiosk cannot be used now. Please ask at the counter.',
  },
  starting: { 'zh-TW': '系統啟動中', en: 'Starting' },
} as const satisfies Record<string, Localized>;
