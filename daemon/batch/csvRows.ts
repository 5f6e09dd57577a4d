/** Comma-separated values (RFC 4180) as people's programs write them: any line end, quotes, a byte order mark. */

export interface CsvRow {
  /** Of the file, from 1: where the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A quoted cell has no end, or there is a quote where none may be. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  constructor(readonly line: number) {
    super(`line ${line} is not CSV`);
  }
}

/** Rows without the empty ones. @throws {CsvError} */
export function* csvRows(file: string): Generator<CsvRow> {
  const text = file.replace(/^\uFEFF/, '');
  let [line, begin, at] = [1, 1, 0];
  let cells: string[] = [];
  while (at <= text.length) {
    const cell = cellAt(text, at, line);
    cells.push(cell.value);
    at = cell.end + 1;
    if (text[cell.end] === ',') {
      line += cell.lines;
      continue;
    }
    if (cells.some((value) => value.trim() !== '')) yield { line: begin, cells };
    if (text.startsWith('\r\n', cell.end)) at += 1;
    line += cell.lines + 1;
    [begin, cells] = [line, []];
  }
}

/** The cell that begins at `from`, and where it ends: at a comma, a line end or the end of the text. */
function cellAt(text: string, from: number, line: number) {
  const quote = /[ \t]*"/y;
  quote.lastIndex = from;
  if (!quote.test(text)) {
    const end = endOf(text, from);
    const value = text.slice(from, end);
    if (value.includes('"')) throw new CsvError(line);
    return { value, end, lines: 0 };
  }
  const begin = quote.lastIndex;
  let close = text.indexOf('"', begin);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0) throw new CsvError(line);
  const end = endOf(text, close + 1);
  if (text.slice(close + 1, end).trim() !== '') throw new CsvError(line);
  const value = text.slice(begin, close).replaceAll('""', '"');
  return { value, end, lines: value.match(/\r\n|\n|\r/g)?.length ?? 0 };
}

function endOf(text: string, from: number): number {
  const end = /[,\r\n]/g;
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}
