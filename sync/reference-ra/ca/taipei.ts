/** Calendar days in Asia/Taipei: UTC+8 without daylight saving time. */
const offsetMs = 8 * 60 * 60 * 1000;

export interface Day {
  readonly year: number;
  /** 0 to 11 */
  readonly month: number;
  readonly day: number;
}

/** The day of an instant in Taipei. */
export function dayOf(instant: Date): Day {
  const local = new Date(instant.getTime() + offsetMs);
  return { year: local.getUTCFullYear(), month: local.getUTCMonth(), day: local.getUTCDate() };
}

/** The same day `months` later; negative is earlier. In a shorter month, its last day. */
export function monthsLater({ year, month, day }: Day, months: number): Day {
  const first = new Date(Date.UTC(year, month + months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return { year: first.getUTCFullYear(), month: first.getUTCMonth(), day: Math.min(day, lastDay) };
}

/** 00:00:00 */
export function beginningOf({ year, month, day }: Day): Date {
  return new Date(Date.UTC(year, month, day) - offsetMs);
}

/** 23:59:59 */
export function endOf({ year, month, day }: Day): Date {
  return new Date(Date.UTC(year, month, day, 23, 59, 59) - offsetMs);
}

/** `YYYY-MM-DD` */
export function dayText({ year, month, day }: Day): string {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}
