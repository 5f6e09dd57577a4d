/** Comma-separated values (RFC 4180) for spreadsheets. */

/** Spreadsheets take a cell with this beginning for a formula; East Asian ones also the full-width forms. */
const formula = /^[=+\-@＝＋－＠\t\r\n]/;

function cellOf(value: string | number): string {
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
  // Many readers drop blanks around a cell without quotes.
  const isBare = !/[",\r\n]/.test(text) && text === text.trim();
  return isBare ? text : `"${text.replaceAll('"', '""')}"`;
}

type Rows = readonly (readonly (string | number)[])[];

/** Rows without a beginning, for a file that is written in portions. */
export function csvLines(rows: Rows): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/** CSV with a byte order mark, by which spreadsheets recognise UTF-8. */
export function csvOf(rows: Rows): string {
  return `\uFEFF${csvLines(rows)}`;
}
