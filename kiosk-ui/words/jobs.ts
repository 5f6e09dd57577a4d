/** Words of a job under way: its steps, its terms, how it ended. */
import type { Localized } from '../../daemon/contract/messages.js';

export const jobWords = {
  stepDone: { 'zh-TW': '完成', en: 'Done' },
  stepFailed: { 'zh-TW': '失敗', en: 'Failed' },
  stepHalted: { 'zh-TW': '未完成', en: 'Not finished' },
  stepPending: { 'zh-TW': '未開始', en: 'Not begun' },
  stepRunning: { 'zh-TW': '進行中', en: 'Under way' },
  seconds: { 'zh-TW': '{n} 秒', en: '{n} s' },
  steps: { 'zh-TW': '步驟', en: 'Steps' },
  changed: { 'zh-TW': '{pin, select, 1 {第一組} other {第二組}}密碼已變更', en: 'PIN {pin} is changed' },
  unblocked: {
    'zh-TW': '{pin, select, 1 {第一組} other {第二組}}密碼已解鎖並變更',
    en: 'PIN {pin} is unblocked and changed',
  },
  waitingForRa: { 'zh-TW': '等候註冊中心回應', en: 'Waiting for the registration authority' },
  waitingForRaNext: {
    'zh-TW': '連線恢復後會自動繼續，請勿抽出晶片卡',
    en: 'It goes on by itself when the line is back. Please leave the card in.',
  },
  otherCardNext: { 'zh-TW': '請抽出這張卡，再插入剛才的晶片卡', en: 'Take this card out and put the first one back.' },
  termsRead: { 'zh-TW': '已閱讀到最後', en: 'You have reached the end' },
  termsScroll: { 'zh-TW': '請閱讀到最後，才能勾選同意', en: 'Read to the end; then you can tick the box' },
  termsTitle: { 'zh-TW': '用戶約定條款', en: 'Subscriber terms' },
  termsVersion: { 'zh-TW': '版本 {version}', en: 'Version {version}' },
} as const satisfies Record<string, Localized>;
