/** Does the syslog receiver have the audit log? */
import type { SyslogStanding } from '../../audit/auditSyslog.js';
import { lines, type Check, type Finding } from '../check.js';
import { span } from './dates.js';

/** Entries are sent within seconds. */
const lateMs = 5 * 60_000;

/** @param standing null: the gateway does not run */
export function judgeSyslog(standing: SyslogStanding | null, now: number): Finding {
  if (standing === null) {
    return { state: 'unknown', present: { 'zh-TW': '閘道未執行', en: 'The gateway does not run.' }, facts: {} };
  }
  const { waiting, oldestAt, problem } = standing;
  const facts = { waiting };
  if (oldestAt === null) return { state: 'ok', present: { 'zh-TW': '全部送達', en: 'All were sent.' }, facts };
  const ageMs = Math.max(0, now - Date.parse(oldestAt));
  const age = span(ageMs);
  const backlog = {
    'zh-TW': `${waiting} 筆待送，最早的已等候 ${age['zh-TW']}`,
    en: `${waiting} entries wait to be sent, the oldest for ${age.en}.`,
  };
  if (problem === null) return { state: ageMs > lateMs ? 'warn' : 'ok', present: backlog, facts };
  const reason = {
    'zh-TW': `接收端未收下：${problem.message}`,
    en: `The receiver takes none: ${problem.message}`,
  };
  return { state: 'warn', present: lines([backlog, reason]), facts: { ...facts, problem: problem.message } };
}

export const syslogCheck: Check = {
  id: 'store.syslog',
  group: 'store',
  place: 'gateway',
  title: { 'zh-TW': '稽核紀錄的 syslog 輸出', en: 'Audit log to syslog' },
  purpose: {
    'zh-TW': '未送達的紀錄不在監控系統（SIEM）裡，那裡也看不到缺漏',
    en: 'What was not sent is not in the SIEM, and nobody there sees that it is missing.',
  },
  recommended: ({ config: { audit } }) => {
    const address = `${audit.syslog?.transport ?? ''}://${audit.syslog?.host ?? ''}:${audit.syslog?.port ?? ''}`;
    return { 'zh-TW': `全部送達 ${address}`, en: `All sent to ${address}` };
  },
  run: async ({ syslog: standing }) => judgeSyslog((await standing?.()) ?? null, Date.now()),
};
