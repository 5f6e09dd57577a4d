const taipeiOffsetMs = 8 * 60 * 60 * 1000;
const years = 2;

/** 23:59:59 Asia/Taipei (UTC+8, no summer time) of the same day two years later; 29 February ends on the 28th. */
export function endOfValidity(issuedAt: Date): Date {
  const taipei = new Date(issuedAt.getTime() + taipeiOffsetMs);
  const year = taipei.getUTCFullYear() + years;
  const month = taipei.getUTCMonth();
  const lastDayOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(taipei.getUTCDate(), lastDayOfMonth);
  return new Date(Date.UTC(year, month, day, 23, 59, 59) - taipeiOffsetMs);
}
