/** Comma-separated values (RFC 4180) as spreadsheets write them: each kind of line end, quotes, a byte order mark. */
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

/** Rows without the empty ones; line ends become `\n`. @param most rows that are read @throws {CsvError} */
export function csvRows(file: string, most: number): CsvRow[] {
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
    parse(text, { ...options, to: most, max_record_size: longestRow, on_record: add });
    return rows;
  } catch (error) {
    if (error instanceof ParserError) throw new CsvError(Number(error['lines']));
    throw error;
  }
}
