/** A day as people type it, in a report or a filter. */
import { readDay, taipeiDayBounds } from '../../base/taipei.js';
import { Failure } from './failures/failure.js';

/**
 * @param typed a day in Asia/Taipei, see `readDay`
 * @returns `day` as YYYY-MM-DD, its first moment and the first of the next day as RFC 3339
 * @throws {Failure} `report.day.notADay`
 */
export function typedDay(typed: string): { readonly day: string; readonly from: string; readonly to: string } {
  const day = readDay(typed);
  if (day === null) throw new Failure('report.day.notADay');
  const { fromMs, toMs } = taipeiDayBounds(day);
  return { day, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
