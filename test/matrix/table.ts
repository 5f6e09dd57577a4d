/** What came of it: family × kind × fault. */
import type { Ending, Result } from './course.js';

export interface Row {
  readonly family: string;
  readonly kind: string;
  readonly fault: string;
  tried: number;
  finished: number;
  resumed: number;
  asked: number;
  lost: number;
}

/** In the order in which they were tried. */
export function rowsOfResults(results: readonly Pick<Result, 'task' | 'ending'>[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { task, ending } of results) {
    const row = rowOf(rows, { family: task.kind.family.name, kind: task.kind.kind, fault: task.fault.name });
    row.tried += 1;
    row[ending] += 1;
  }
  return [...rows.values()];
}

function rowOf(rows: Map<string, Row>, what: Pick<Row, 'family' | 'kind' | 'fault'>): Row {
  const key = `${what.family} ${what.kind} ${what.fault}`;
  const row = rows.get(key) ?? { ...what, tried: 0, finished: 0, resumed: 0, asked: 0, lost: 0 };
  rows.set(key, row);
  return row;
}

const columns = ['tried', 'finished', 'resumed', 'asked', 'lost'] as const satisfies readonly ('tried' | Ending)[];

export function total(rows: readonly Row[]): Row {
  const sum = { family: 'all', kind: '', fault: '', tried: 0, finished: 0, resumed: 0, asked: 0, lost: 0 };
  for (const row of rows) for (const column of columns) sum[column] += row[column];
  return sum;
}

function line([family, kind, fault]: readonly [string, string, string], cells: readonly string[]): string {
  return [family.padEnd(14), kind.padEnd(18), fault.padEnd(34), ...cells.map((cell) => cell.padStart(9))]
    .join(' ')
    .trimEnd();
}

export function toText(rows: readonly Row[]): string {
  const cells = (row: Row): string[] => columns.map((column) => String(row[column]));
  return [
    line(['family', 'kind of job', 'fault'], columns),
    ...rows.map((row) => line([row.family, row.kind, row.fault], cells(row))),
    line(['all', '', ''], cells(total(rows))),
  ].join('\n');
}
