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

const yearTenThousand = Date.UTC(10_000, 0, 1);

/** RFC 5280 §4.1.2.5: a certificate that ends at 99991231235959Z has no well-defined end. In Taipei it is the year 10000 by then. */
export function hasNoEnd(ms: number): boolean {
  return ms + offsetMs >= yearTenThousand;
}

export const noEndWords = { 'zh-TW': '無期限', en: 'No end' } as const;

/** The end of a certificate: `YYYY/MM/DD HH:MM`, or that it has none. */
export function taipeiEnd(ms: number, language: keyof typeof noEndWords): string {
  return hasNoEnd(ms) ? noEndWords[language] : taipeiTime(ms);
}

/** Is it a day of the calendar, written `YYYY-MM-DD`? */
export function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}
