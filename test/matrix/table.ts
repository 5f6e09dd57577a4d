/** What came of it: kind × fault. */
import type { Ending, Result } from './course.js';

export interface Row {
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
    const row = rowOf(rows, task.kind.kind, task.fault.name);
    row.tried += 1;
    row[ending] += 1;
  }
  return [...rows.values()];
}

function rowOf(rows: Map<string, Row>, kind: string, fault: string): Row {
  const key = `${kind} ${fault}`;
  const row = rows.get(key) ?? { kind, fault, tried: 0, finished: 0, resumed: 0, asked: 0, lost: 0 };
  rows.set(key, row);
  return row;
}

const columns = ['tried', 'finished', 'resumed', 'asked', 'lost'] as const satisfies readonly ('tried' | Ending)[];

export function total(rows: readonly Row[]): Row {
  const sum = { kind: 'all', fault: '', tried: 0, finished: 0, resumed: 0, asked: 0, lost: 0 };
  for (const row of rows) for (const column of columns) sum[column] += row[column];
  return sum;
}

function line(kind: string, fault: string, cells: readonly string[]): string {
  return [kind.padEnd(18), fault.padEnd(34), ...cells.map((cell) => cell.padStart(9))].join(' ').trimEnd();
}

export function toText(rows: readonly Row[]): string {
  const cells = (row: Row): string[] => columns.map((column) => String(row[column]));
  return [
    line('kind of job', 'fault', columns),
    ...rows.map((row) => line(row.kind, row.fault, cells(row))),
    line('all', '', cells(total(rows))),
  ].join('\n');
}
