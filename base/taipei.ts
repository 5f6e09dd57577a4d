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

function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Years of the Republic of China (民國) begin with 1912. */
const yearsBeforeRoc = 1911;

/**
 * A day as people write it: `2026-11-30`, `2026/11/30`, `2026.11.30`, `2026年11月30日`, `115/11/30`, `民國115年11月30日`, in full width too. A
 * year of two or three digits is one of the Republic of China; one of four digits is not.
 * @returns `YYYY-MM-DD`; null when it is no day of the calendar
 */
export function readDay(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  const parts = /^(民國)?(\d{2,4})(?:([-/.])(\d{1,2})\3(\d{1,2})|年(\d{1,2})月(\d{1,2})日)$/.exec(plain);
  if (parts === null) return null;
  const [, era, written = '', , month = parts[6] ?? '', date = parts[7] ?? ''] = parts;
  if (era !== undefined && written.length === 4) return null;
  const year = Number(written) + (written.length === 4 ? 0 : yearsBeforeRoc);
  const day = `${String(year).padStart(4, '0')}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return isDay(day) ? day : null;
}
