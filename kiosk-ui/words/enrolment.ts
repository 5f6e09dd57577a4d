/** Words of the page of a screen that is not enrolled. It shows both languages: nobody has chosen one yet. */
import type { Localized } from '../../daemon/contract/messages.js';

export const enrolmentWords = {
  title: { 'zh-TW': '這台裝置尚未登記', en: 'This screen is not enrolled' },
  explain: {
    'zh-TW': '請維護人員產生登記碼，並在此輸入。',
    en: 'A maintainer makes an enrolment code, which is entered here.',
  },
  code: { 'zh-TW': '登記碼', en: 'Enrolment code' },
  remove: { 'zh-TW': '刪除', en: 'Delete' },
  enrol: { 'zh-TW': '登記', en: 'Enrol' },
  refused: {
    'zh-TW': '登記碼不正確、已使用或已過期，請向維護人員索取新的登記碼。',
    en: 'The code is not right, was used, or is no longer valid. Ask a maintainer for a new one.',
  },
  unanswered: { 'zh-TW': '系統暫時無法使用，請再試一次。', en: 'The system does not answer. Try again.' },
} as const satisfies Readonly<Record<string, Localized>>;
