/** When something ends. */
import { hasNoEnd, noEndWords } from '../../../base/taipei.js';
import type { CheckState, Localized } from '../../contract/messages.js';

const dayMs = 24 * 3_600_000;
/** A certificate is to be renewed in its last month. */
const soonMs = 30 * dayMs;

export interface End {
  readonly state: CheckState;
  readonly words: Localized;
  readonly daysLeft: number;
}

/** @param notAfter RFC 3339 */
export function judgeEnd(notAfter: string, now: number): End {
  const end = Date.parse(notAfter);
  const leftMs = end - now;
  const daysLeft = Math.floor(leftMs / dayMs);
  if (hasNoEnd(end)) return { state: 'ok', words: noEndWords, daysLeft };
  const day = notAfter.slice(0, 10);
  if (leftMs <= 0) {
    return { state: 'failed', words: { 'zh-TW': `已於 ${day} 到期`, en: `ended on ${day}` }, daysLeft };
  }
  const words = { 'zh-TW': `${day} 到期，還有 ${daysLeft} 天`, en: `ends on ${day}, in ${daysLeft} days` };
  return { state: leftMs <= soonMs ? 'warn' : 'ok', words, daysLeft };
}

/** A span in its largest unit: seconds, minutes, hours or days. */
export function span(ms: number): Localized {
  const seconds = Math.round(ms / 1_000);
  const units = [
    [86_400, '天', 'd'],
    [3_600, '小時', 'h'],
    [60, '分鐘', 'min'],
    [1, '秒', 's'],
  ] as const;
  const [size, chinese, english] = units.find(([unit]) => seconds >= unit) ?? units[3];
  const n = Math.floor(seconds / size);
  return { 'zh-TW': `${n} ${chinese}`, en: `${n} ${english}` };
}
