/** Are there rows of the store that no list shows, because they cannot be read? */
import { lines, same, type Check, type Finding } from '../check.js';

/** So many are named. */
const mostNamed = 5;

/** @param rows each with its column; null: the gateway does not run */
export function judgeRows(rows: readonly string[] | null): Finding {
  if (rows === null) {
    const present = { 'zh-TW': '閘道未執行', en: 'The gateway does not run.' };
    return { state: 'unknown', present, facts: {} };
  }
  const facts = { rows: rows.length };
  if (rows.length === 0) return { state: 'ok', present: { 'zh-TW': '沒有', en: 'None' }, facts };
  const count = {
    'zh-TW': `${rows.length} 筆無法讀取，未列出；請與備份比對`,
    en: `${rows.length} cannot be read and are in no list: compare them with a backup.`,
  };
  return { state: 'warn', present: lines([count, ...rows.slice(0, mostNamed).map(same)]), facts };
}

export const rowsCheck: Check = {
  id: 'store.rows',
  group: 'store',
  place: 'gateway',
  title: { 'zh-TW': '無法讀取的資料', en: 'Rows that cannot be read' },
  purpose: {
    'zh-TW': '無法讀取的作業、申請與密碼單列印紀錄不會列出，也不會繼續',
    en: 'A job, a request or a run of letters that cannot be read is in no list and does not go on.',
  },
  recommended: () => ({ 'zh-TW': '沒有', en: 'None' }),
  run: ({ unreadableRows }) => Promise.resolve(judgeRows(unreadableRows?.() ?? null)),
};
