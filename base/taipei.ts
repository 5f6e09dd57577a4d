/** Dates and times in Asia/Taipei, which is UTC+8 the whole year. */

const offsetMs = 8 * 60 * 60_000;
const dayMs = 24 * 60 * 60_000;

/** @param ms since 1970-01-01T00:00:00Z @returns `YYYY-MM-DD` */
export function taipeiDay(ms: number): string {
  return new Date(ms + offsetMs).toISOString().slice(0, 10);
}

/** The first millisecond of a day and the first of the next one. @param day `YYYY-MM-DD` */
export function taipeiDayBounds(day: string): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = Date.parse(`${day}T00:00:00Z`) - offsetMs;
  return { fromMs, toMs: fromMs + dayMs };
}

/** @param ms since 1970-01-01T00:00:00Z @returns `YYYY/MM/DD HH:MM` */
export function taipeiTime(ms: number): string {
  return new Date(ms + offsetMs).toISOString().slice(0, 16).replaceAll('-', '/').replace('T', ' ');
}

/** Is the text an existing date in the form `YYYY-MM-DD`? */
export function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}
