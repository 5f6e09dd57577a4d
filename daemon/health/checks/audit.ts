/** Is the audit log what it was? */
import { taipeiTime } from '../../../base/taipei.js';
import type { AuditStanding } from '../../audit/auditWatch.js';
import { problemWords } from '../../audit/verification.js';
import type { Check, Finding } from '../check.js';

/** @param standing null: the gateway does not run */
export function judgeAudit(standing: AuditStanding | null): Finding {
  if (standing === null) {
    const present = { 'zh-TW': '閘道未執行；請用 verify-audit', en: 'The gateway does not run: use verify-audit.' };
    return { state: 'unknown', present, facts: {} };
  }
  const { verifiedAt, rows, problem, notAsked } = standing;
  if (verifiedAt === null) {
    return { state: 'unknown', present: { 'zh-TW': '尚在檢查', en: 'Not verified yet.' }, facts: {} };
  }
  const facts = { verifiedAt, rows };
  if (problem !== null) {
    const { kind, from } = problem;
    return { state: 'failed', present: problemWords(problem), facts: { ...facts, problem: kind, from } };
  }
  const time = taipeiTime(Date.parse(verifiedAt));
  const whole = { 'zh-TW': `${rows} 筆完整（${time}）`, en: `${rows} rows are whole (${time}).` };
  if (notAsked.length === 0) return { state: 'ok', present: whole, facts };
  const away = notAsked.join(', ');
  const present = {
    'zh-TW': `${whole['zh-TW']}；未能與 ${away} 的檢查點比對`,
    en: `${whole.en} Not compared with the checkpoints of ${away}.`,
  };
  return { state: 'ok', present, facts };
}

export const auditCheck: Check = {
  id: 'store.audit',
  group: 'store',
  place: 'gateway',
  title: { 'zh-TW': '稽核紀錄', en: 'Audit log' },
  purpose: {
    'zh-TW': '被改動、截斷或換掉的稽核紀錄不能作為證據',
    en: 'A log that was changed, cut or exchanged is no evidence.',
  },
  recommended: () => ({ 'zh-TW': '與簽章及註冊中心的檢查點相符', en: 'As signed, and as the RAs’ checkpoints say' }),
  run: ({ audit }) => Promise.resolve(judgeAudit(audit?.() ?? null)),
};
