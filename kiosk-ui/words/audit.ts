/** Words of the audit log's page. */
import type { Localized } from '../../daemon/contract/messages.js';

export const auditWords = {
  sectionAudit: { 'zh-TW': '稽核紀錄', en: 'Audit log' },
  auditFrom: { 'zh-TW': '起日', en: 'First day' },
  auditTo: { 'zh-TW': '迄日', en: 'Last day' },
  auditActor: { 'zh-TW': '經辦人', en: 'Done by' },
  auditAction: { 'zh-TW': '事項', en: 'Action' },
  auditSubject: { 'zh-TW': '對象或卡號', en: 'Subject or card serial' },
  auditReader: { 'zh-TW': '讀卡機', en: 'Reader' },
  auditAny: { 'zh-TW': '全部', en: 'All' },
  auditShow: { 'zh-TW': '查詢', en: 'Show' },
  auditNone: { 'zh-TW': '沒有符合的紀錄', en: 'No entry fits.' },
  auditNumber: { 'zh-TW': '編號', en: 'Number' },
  auditAbout: { 'zh-TW': '對象', en: 'Subject' },
  auditJson: { 'zh-TW': '匯出 JSON', en: 'Export as JSON' },
  auditCsv: { 'zh-TW': '匯出 CSV', en: 'Export as CSV' },
  auditByPassword: { 'zh-TW': '密碼', en: 'password' },
  auditByCard: { 'zh-TW': '員工卡', en: 'staff card' },
} as const satisfies Record<string, Localized>;
