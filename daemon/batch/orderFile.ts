/** An order as a file: its lines, and those that cannot be used. */
import { z } from 'zod';
import { comparable } from '../../base/comparable.js';
import { inThread } from '../../base/thread.js';
import { Failure, type StoredFailure } from '../contract/failures/failure.js';
import { CsvError, csvRows, delimiterOf, type CsvRow } from './csvRows.js';

export type Field = 'registrationId' | 'userIdentifier' | 'name';

/** A line that can be used as far as the file itself tells. */
export interface FileEntry {
  readonly line: number;
  readonly registrationId: string;
  /** null: the file does not say. */
  readonly userIdentifier: string | null;
  readonly name: string | null;
}

export interface BadLine {
  readonly line: number;
  readonly field: string;
  readonly value: string;
  readonly reason: StoredFailure;
}

export interface OrderFile {
  /** Lines that were read, without the heading. */
  readonly count: number;
  readonly entries: readonly FileEntry[];
  readonly bad: BadLines;
}

const headings: ReadonlyMap<string, Field> = new Map([
  ['registrationid', 'registrationId'],
  ['註冊編號', 'registrationId'],
  ['useridentifier', 'userIdentifier'],
  ['用戶識別名稱', 'userIdentifier'],
  ['name', 'name'],
  ['用戶名稱', 'name'],
]);

const longest: Readonly<Record<Field, number>> = { registrationId: 64, userIdentifier: 64, name: 120 };

/** More lines than a line of readers makes in a month. */
const mostLines = 50_000;

/** What stands in a file is shown again, cut to what fits. */
const shown = (value: string): string => (value.length > 80 ? `${value.slice(0, 79)}…` : value);

/** So many are listed and the others only counted: in a file of another kind every line is bad. */
const mostListed = 500;

/** A file with more fields than this is no order. */
const mostColumns = 50;

export class BadLines {
  readonly listed: BadLine[];
  count: number;

  constructor(listed: readonly BadLine[] = [], count = 0) {
    this.listed = [...listed];
    this.count = count;
  }

  /** @param reason made only where the line is listed */
  add(line: number, field: string, value: string, reason: () => Failure): void {
    this.count += 1;
    if (this.listed.length === mostListed) return;
    const { code, facts } = reason();
    this.listed.push({ line, field: shown(field), value: shown(value), reason: { code, facts } });
  }
}

/** How a workbook of a spreadsheet begins (.xlsx and .ods are ZIP files, .xls is one of Microsoft's compound files), read as UTF-8. */
const workbooks = ['PK\u0003\u0004', '\uFFFD\uFFFD\u0011\u0871\u001A\uFFFD'];

/** @throws {Failure} `batch.file.*` when it cannot be read at all */
export function readOrderFile(format: 'csv' | 'json', content: string): OrderFile {
  if (workbooks.some((start) => content.startsWith(start))) throw new Failure('batch.file.workbook');
  // U+FFFD stands where bytes were not UTF-8, and no text holds NUL: the file has another encoding.
  if (/[\uFFFD\0]/.test(content)) throw new Failure('batch.file.notUtf8');
  const file = format === 'csv' ? readCsv(content) : readJson(content);
  if (file.count === 0) throw new Failure('batch.file.empty');
  return file;
}

class Lines {
  readonly entries: FileEntry[] = [];
  readonly bad = new BadLines();
  count = 0;

  /** @param values of the fields that the line has */
  take(line: number, values: ReadonlyMap<Field, string>): void {
    this.add();
    const before = this.bad.count;
    for (const [field, value] of values) {
      if (value.length <= longest[field]) continue;
      this.bad.add(line, field, value, () => new Failure('batch.line.tooLong', { longest: longest[field] }));
    }
    const registrationId = comparable(values.get('registrationId') ?? '');
    if (registrationId === '') this.bad.add(line, 'registrationId', '', () => new Failure('batch.line.empty'));
    if (this.bad.count > before) return;
    const optional = (field: Field): string | null => comparable(values.get(field) ?? '') || null;
    this.entries.push({ line, registrationId, userIdentifier: optional('userIdentifier'), name: optional('name') });
  }

  /** @throws {Failure} `batch.file.tooLong` */
  add(): void {
    this.count += 1;
    if (this.count > mostLines) throw new Failure('batch.file.tooLong', { most: mostLines });
  }

  /** JSON keeps no number as it was written: of 9007199254740993 another one is read. So none is shown either. */
  numbers(line: number, fields: readonly Field[]): void {
    this.add();
    for (const field of fields) this.bad.add(line, field, '', () => new Failure('batch.line.number'));
  }

  unknownColumn(line: number, field: string): void {
    this.bad.add(line, field, '', () => new Failure('batch.line.unknownColumn'));
  }
}

/** The field that a heading names. */
function fieldOf(heading: string): Field | null {
  return headings.get(comparable(heading).toLowerCase()) ?? null;
}

/** Which field each heading names. */
class NamedFields {
  readonly #headings = new Map<Field, string>();

  /** @returns null: it names none @throws {Failure} `batch.file.twoColumns` */
  take(heading: string): Field | null {
    const field = fieldOf(heading);
    if (field === null) return null;
    const first = this.#headings.get(field);
    if (first !== undefined) throw new Failure('batch.file.twoColumns', { first, second: heading });
    this.#headings.set(field, heading);
    return field;
  }
}

function readCsv(content: string): OrderFile {
  const lines = new Lines();
  try {
    // The heading, and one that is too many.
    const delimiter = delimiterOf(content, (cells) => cells.filter((cell) => fieldOf(cell) !== null).length);
    const [heading, ...rows] = csvRows(content, mostLines + 2, delimiter);
    if (heading === undefined) return lines;
    const columns = columnsOf(heading, lines);
    for (const { line, cells } of rows) {
      if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
        lines.add();
        const facts = { cells: cells.length, columns: columns.length };
        lines.bad.add(line, '', cells.join(delimiter), () => new Failure('batch.line.moreCells', facts));
        continue;
      }
      const known = columns.flatMap((field, index) => (field === null ? [] : [[field, cells[index] ?? ''] as const]));
      lines.take(line, new Map(known));
    }
    return lines;
  } catch (error) {
    if (error instanceof CsvError) throw new Failure('batch.file.notCsv', { line: error.line });
    throw error;
  }
}

/** @throws {Failure} `batch.file.noRegistrationColumn`, `batch.file.twoColumns` @throws {CsvError} */
function columnsOf({ line, cells }: CsvRow, lines: Lines): readonly (Field | null)[] {
  if (cells.length > mostColumns) throw new CsvError(line);
  const named = new NamedFields();
  const columns = cells.map((cell) => {
    const heading = comparable(cell);
    const field = named.take(heading);
    if (field === null && heading !== '') lines.unknownColumn(line, heading);
    return field;
  });
  if (!columns.includes('registrationId')) {
    throw new Failure('batch.file.noRegistrationColumn', { line, heading: shown(cells.map(comparable).join(' | ')) });
  }
  return columns;
}

const listSchema = z.array(z.unknown());
const objectSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.null()]))
  .refine((object) => Object.keys(object).length <= mostColumns);

/** The lines are the objects, from 1. */
function readJson(content: string): OrderFile {
  const lines = new Lines();
  for (const [index, value] of listOf(content).entries()) {
    const line = index + 1;
    const object = objectSchema.safeParse(value);
    if (!object.success) {
      lines.add();
      lines.bad.add(line, '', JSON.stringify(value), () => new Failure('batch.line.notAnObject'));
      continue;
    }
    const known = new Map<Field, string>();
    const named = new NamedFields();
    const numbers: Field[] = [];
    for (const [key, text] of Object.entries(object.data)) {
      const field = named.take(comparable(key));
      if (field === null) lines.unknownColumn(line, key);
      else if (typeof text === 'number') numbers.push(field);
      else known.set(field, text ?? '');
    }
    if (numbers.length === 0) lines.take(line, known);
    else lines.numbers(line, numbers);
  }
  return lines;
}

/** @throws {Failure} `batch.file.notJson` */
function listOf(content: string): readonly unknown[] {
  try {
    return listSchema.parse(JSON.parse(content.replace(/^\uFEFF/, '')));
  } catch {
    throw new Failure('batch.file.notJson');
  }
}

interface Question {
  readonly format: 'csv' | 'json';
  readonly content: string;
}

type Answer =
  | { readonly refused: StoredFailure }
  | {
      readonly refused: null;
      readonly count: number;
      readonly entries: readonly FileEntry[];
      readonly bad: { readonly count: number; readonly listed: readonly BadLine[] };
    };

/** One of the allowed size takes a second and more: it is read in a thread of its own. */
const ask = inThread(import.meta.url, ({ format, content }: Question): Answer => {
  try {
    const { count, entries, bad } = readOrderFile(format, content);
    return { refused: null, count, entries, bad: { count: bad.count, listed: bad.listed } };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, facts } = error;
    return { refused: { code, facts } };
  }
});

/** @throws {Failure} `batch.file.*` when it cannot be read at all */
export async function readOrderFileAside(question: Question): Promise<OrderFile> {
  const answer = await ask(question);
  if (answer.refused !== null) throw new Failure(answer.refused.code, answer.refused.facts);
  const { count, entries, bad } = answer;
  return { count, entries, bad: new BadLines(bad.listed, bad.count) };
}
