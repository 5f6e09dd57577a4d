/**
 * Comma-separated values (RFC 4180) as spreadsheets write them: each kind of line end, quotes, a byte order mark, and tabs or semicolons
 * in place of the commas, as Excel does for *Unicode text* and where the comma is the decimal sign.
 */
import { CsvError as ParserError, parse } from 'csv-parse/sync';

export interface CsvRow {
  /** Of the file, from 1: where the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A quoted cell has no end, there is a quote where none may be, or a row is endless. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  constructor(readonly line: number) {
    super(`line ${line} is not CSV`);
  }
}

/** In a file of another kind a single row may go on to the end. */
const longestRow = 100_000;

export type Delimiter = ',' | '\t' | ';';
const delimiters = [',', '\t', ';'] as const satisfies readonly Delimiter[];

/**
 * The delimiter with which the heading names most. Signs within quotes are no delimiters, so the row is read with each of them.
 * @param named how many cells of a heading are known; a comma where none says more
 */
export function delimiterOf(file: string, named: (cells: readonly string[]) => number): Delimiter {
  // A heading ends within the longest row.
  const start = file.slice(0, longestRow);
  const counts = delimiters.map((delimiter) => ({ delimiter, count: named(headingOf(start, delimiter)) }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

function headingOf(start: string, delimiter: Delimiter): readonly string[] {
  try {
    return csvRows(start, 1, delimiter)[0]?.cells ?? [];
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

/** Rows without the empty ones; line ends become `\n`. @param most rows that are read @throws {CsvError} */
export function csvRows(file: string, most: number, delimiter: Delimiter = ','): CsvRow[] {
  // The parser counts CR and LF within a cell as two lines.
  const text = file.replace(/\r\n?/g, '\n');
  const rows: CsvRow[] = [];
  const add = (cells: readonly string[], { lines }: { readonly lines: number }): null => {
    const linesWithin = cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
    rows.push({ line: lines - linesWithin, cells });
    return null;
  };
  const options = { bom: true, trim: true, relax_column_count: true, skip_records_with_empty_values: true } as const;
  try {
    parse(text, { ...options, delimiter, to: most, max_record_size: longestRow, on_record: add });
    return rows;
  } catch (error) {
    if (error instanceof ParserError) throw new CsvError(Number(error['lines']));
    throw error;
  }
}
