/** The words of an order's report, on paper and in the file. */
import type { SpoilReason } from '../../sync/connector.js';
import type { Localized } from '../contract/messages.js';
import type { OrderState } from './orderState.js';

export const stateWords: Readonly<Record<OrderState, Localized>> = {
  awaitingApproval: { 'zh-TW': '待核准', en: 'awaiting approval' },
  running: { 'zh-TW': '進行中', en: 'running' },
  paused: { 'zh-TW': '暫停', en: 'paused' },
  stopping: { 'zh-TW': '停止中', en: 'stopping' },
  stopped: { 'zh-TW': '已停止', en: 'stopped' },
  finished: { 'zh-TW': '完成', en: 'finished' },
};

export const spoilWords: Readonly<Record<SpoilReason, Localized>> = {
  damaged: { 'zh-TW': '晶片卡損壞', en: 'damaged' },
  printingFault: { 'zh-TW': '卡面印刷瑕疵', en: 'printing fault' },
  personalisationFailed: { 'zh-TW': '製卡失敗', en: 'personalisation failed' },
  lost: { 'zh-TW': '遺失', en: 'lost' },
  other: { 'zh-TW': '其他', en: 'another reason' },
};

export const batchReportWords = {
  title: { 'zh-TW': '批次製卡報表', en: 'Report of a batch order' },
  made: { 'zh-TW': '製表時間', en: 'Made' },
  order: { 'zh-TW': '訂單', en: 'Order' },
  item: { 'zh-TW': '項目', en: 'Item' },
  value: { 'zh-TW': '內容', en: 'Value' },
  state: { 'zh-TW': '狀態', en: 'State' },
  placedBy: { 'zh-TW': '下單人員', en: 'Placed by' },
  approvedBy: { 'zh-TW': '核准人員', en: 'Approved by' },
  started: { 'zh-TW': '開始', en: 'Began' },
  ended: { 'zh-TW': '結束', en: 'Ended' },
  total: { 'zh-TW': '張數', en: 'Cards' },
  issued: { 'zh-TW': '完成', en: 'Issued' },
  failed: { 'zh-TW': '失敗', en: 'Failed' },
  waiting: { 'zh-TW': '未製', en: 'Not made' },
  working: { 'zh-TW': '製作中', en: 'Under way' },
  spoiled: { 'zh-TW': '作廢', en: 'Spoiled' },
  stockBefore: { 'zh-TW': '製卡前庫存', en: 'Blank cards before' },
  stockAfter: { 'zh-TW': '製卡後庫存', en: 'Blank cards after' },
  readers: { 'zh-TW': '讀卡機', en: 'Readers' },
  reader: { 'zh-TW': '讀卡機', en: 'Reader' },
  family: { 'zh-TW': '卡片型號', en: 'Card model' },
  cardsAnHour: { 'zh-TW': '每小時張數', en: 'Cards an hour' },
  failures: { 'zh-TW': '失敗的卡片', en: 'Failed cards' },
  number: { 'zh-TW': '序', en: 'No.' },
  name: { 'zh-TW': '用戶名稱', en: 'Name' },
  card: { 'zh-TW': '卡片序號', en: 'Card' },
  reason: { 'zh-TW': '原因', en: 'Reason' },
  spoiledCards: { 'zh-TW': '作廢的卡片', en: 'Spoiled cards' },
  at: { 'zh-TW': '時間', en: 'At' },
  none: { 'zh-TW': '無', en: 'None.' },
} as const satisfies Record<string, Localized>;
