/** Comma-separated values (RFC 4180) for spreadsheets. */

/** A cell that begins so would be taken for a formula; also in full width, by a spreadsheet of that language. */
const formula = /^[=+\-@＝＋－＠\t\r\n]/;

function cellOf(value: string | number): string {
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
  // Blanks around a cell without quotes are nothing to many readers.
  const isBare = !/[",\r\n]/.test(text) && text === text.trim();
  return isBare ? text : `"${text.replaceAll('"', '""')}"`;
}

/** With a byte order mark, without which spreadsheets take UTF-8 for something else. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
}
