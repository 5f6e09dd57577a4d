/** The report of a day as a message. */
import type { WireReport } from '../contract/messages.js';
import type { DayReport } from './reports.js';

export function reportToWire({ work, facts, ...report }: DayReport): WireReport {
  return { ...report, work: [...work], facts: [...facts] };
}
