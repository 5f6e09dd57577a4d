/** 憑證展期: from one month before the end to the end of the last day, in Asia/Taipei. The RA decides; the kiosk only advises. */
import type { KnownCard } from '../api/types.js';
import { hasNoEnd } from '../words/say.js';

export interface Renewal {
  readonly window: 'notYet' | 'open' | 'over';
  /** `YYYY-MM-DD` in Taipei. */
  readonly opensOn: string;
  /** RFC 3339 */
  readonly notAfter: string;
}

/** Taiwan has no summer time. */
const taipeiOffsetMs = 8 * 3_600_000;

const dayOf = (time: number) => new Date(time + taipeiOffsetMs).toISOString().slice(0, 10);

/** The same day of the month before, or that month's last day. */
function monthBefore(day: string): string {
  const [year = 0, month = 1, dayOfMonth = 1] = day.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 2, Math.min(dayOfMonth, lastDay))).toISOString().slice(0, 10);
}

/** @returns null for a card without certificates that end */
export function renewalOf(card: KnownCard | null, now: number): Renewal | null {
  const ends = (card?.certificates ?? [])
    .map(({ notAfter }) => notAfter)
    .filter((notAfter) => !hasNoEnd(notAfter))
    .sort();
  const notAfter = ends[0];
  if (notAfter === undefined) return null;
  const end = Date.parse(notAfter);
  const opensOn = monthBefore(dayOf(end));
  return { window: now > end ? 'over' : dayOf(now) < opensOn ? 'notYet' : 'open', opensOn, notAfter };
}
