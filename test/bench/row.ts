/** One line of the bench's table, and how it is shown. */

export type Unit = 'APDUs' | 'ms' | 's' | 'kB' | 'MB' | 'facts/s' | 'cards/h' | 'cores' | 'copies';

export interface Row {
  /** What was measured, e.g. `personalisation.apdus`. */
  readonly name: string;
  readonly ours: number;
  /** The same of whom or what it is measured against; where that is a fixed limit, the limit. */
  readonly peer: number;
  readonly unit: Unit;
  /** What `ours / peer` should be at most (`better: 'lower'`) or at least (`better: 'higher'`). */
  readonly bar: number;
  readonly better: 'lower' | 'higher';
  /** Who or what the peer is, and what else was seen. */
  readonly notes: readonly string[];
}

/** What `--json` prints for each name. */
export interface JsonRow {
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly bar: number;
  readonly unit: Unit;
  readonly better: Row['better'];
}

/** The middle one, or the mean of the two in the middle. @throws {RangeError} when there is none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (low === undefined || high === undefined) throw new RangeError('no values');
  return (low + high) / 2;
}

/** Least, middle and most, for a note. */
export function spread(values: readonly number[]): string {
  return `${shown(Math.min(...values))} – ${shown(median(values))} – ${shown(Math.max(...values))}`;
}

export function ratio({ ours, peer }: Row): number {
  return ours / peer;
}

export function meetsBar(row: Row): boolean {
  return row.better === 'lower' ? ratio(row) <= row.bar : ratio(row) >= row.bar;
}

export function toJson(rows: readonly Row[]): Readonly<Record<string, JsonRow>> {
  return Object.fromEntries(
    rows.map((row) => {
      const { name, ours, peer, bar, unit, better } = row;
      return [name, { ours: rounded(ours), peer: rounded(peer), ratio: rounded(ratio(row)), bar, unit, better }];
    }),
  );
}

/** A line with the figures, and the notes below it. */
export function toText(row: Row): string {
  const { name, ours, peer, unit, bar, better, notes } = row;
  const figures = [
    name.padEnd(26),
    shown(ours).padStart(8),
    shown(peer).padStart(8),
    unit.padEnd(8),
    ratio(row).toFixed(3).padStart(7),
    `${better === 'lower' ? '≤' : '≥'} ${bar}`.padEnd(7),
    meetsBar(row) ? 'ok' : 'missed',
  ].join(' ');
  return [figures, ...notes.map((note) => `    ${note}`)].join('\n');
}

export const textHeading = [
  'row'.padEnd(26),
  'ours'.padStart(8),
  'peer'.padStart(8),
  'unit'.padEnd(8),
  'ratio'.padStart(7),
  'bar',
].join(' ');

/** Three figures are all that a measurement like these is good for. */
function shown(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
