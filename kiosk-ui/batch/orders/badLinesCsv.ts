/** What is wrong with a file, as a file (RFC 4180): to be sent to whoever made it. Pure. */

/** A cell that begins so would be taken for a formula; also in full width, by a spreadsheet of that language. */
const formula = /^[=+\-@＝＋－＠\t\r\n]/;

function cellOf(value: string): string {
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** With a byte order mark, without which spreadsheets take UTF-8 for something else. */
export function badLinesCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
}
