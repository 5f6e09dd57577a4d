/** Words of the maintainer's page. What a check says is worded by the daemon. */
import type { Localized } from '../../daemon/contract/messages.js';

export const statusWords = {
  environmentName: { 'zh-TW': '環境檢測', en: 'Environment check' },
  checkAgain: { 'zh-TW': '重新檢測', en: 'Check again' },
  checkingNow: { 'zh-TW': '檢測中', en: 'Checking' },
  checkedAt: { 'zh-TW': '檢測時間 {time}。', en: 'Checked at {time}.' },
  checkCounts: {
    'zh-TW': '正常 {ok}、注意 {warn}、異常 {failed}、無法判斷 {unknown}',
    en: '{ok} in order, {warn} to look at, {failed} failed, {unknown} unknown',
  },
  checkOk: { 'zh-TW': '正常', en: 'In order' },
  checkWarn: { 'zh-TW': '注意', en: 'Look at it' },
  checkFailed: { 'zh-TW': '異常', en: 'Failed' },
  checkUnknown: { 'zh-TW': '無法判斷', en: 'Unknown' },
  checkMending: { 'zh-TW': '修復中', en: 'Mending' },
  presentValue: { 'zh-TW': '目前', en: 'Present' },
  recommendedValue: { 'zh-TW': '建議', en: 'Recommended' },
  mendAll: { 'zh-TW': '全部修復（{n}）', en: 'Mend all ({n})' },
  mendingNow: { 'zh-TW': '修復中（{n}／{total}）', en: 'Mending {n} of {total}' },
  mended: { 'zh-TW': '已修復', en: 'Mended' },
  notMended: { 'zh-TW': '未能修復', en: 'Not mended' },
  mendInterrupts: { 'zh-TW': '修復會中斷使用中的作業', en: 'This interrupts work that is going on' },
  mendAnyway: { 'zh-TW': '仍要修復', en: 'Mend anyway' },
  mendOthers: { 'zh-TW': '只修復不中斷的項目', en: 'Only what interrupts nothing' },
  groupGateway: { 'zh-TW': '閘道', en: 'Gateway' },
  groupReaders: { 'zh-TW': '讀卡機與晶片卡', en: 'Readers and cards' },
  groupRa: { 'zh-TW': '註冊中心', en: 'Registration authority' },
  groupStore: { 'zh-TW': '資料', en: 'Store' },
  groupScreens: { 'zh-TW': '畫面與列印', en: 'Screens and printing' },
} as const satisfies Record<string, Localized>;
