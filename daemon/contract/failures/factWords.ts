/** Facts of failures that people know by other words than programs do. */
import type { KeyUse } from '../../../base/terms.js';
import type { Localized, StaffRole } from '../messages.js';

export const roleWords: Readonly<Record<StaffRole, Localized>> = {
  counterOfficer: { 'zh-TW': '櫃檯人員', en: 'counter officer' },
  batchOperator: { 'zh-TW': '製卡人員', en: 'batch operator' },
  supervisor: { 'zh-TW': '主管', en: 'supervisor' },
  maintainer: { 'zh-TW': '維護人員', en: 'maintainer' },
  auditor: { 'zh-TW': '稽核人員', en: 'auditor' },
};

export const useWords: Readonly<Record<KeyUse, Localized>> = {
  sign: { 'zh-TW': '簽章', en: 'signing' },
  encrypt: { 'zh-TW': '加密', en: 'encryption' },
  signEncrypt: { 'zh-TW': '簽章加密', en: 'signing and encryption' },
};

/** Name of the fact → its value, or each word of it → what people read. */
export const factWords: Readonly<Record<string, Readonly<Record<string, Localized | undefined>> | undefined>> = {
  roles: roleWords,
  use: useWords,
};
