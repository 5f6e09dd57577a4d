/** Rows of the store that were left out of a list because no version of their format allows what they hold. */
import type { Logger } from 'pino';
import { UnreadableRowError } from './storedFormat.js';

export type LeftOut = (error: UnreadableRowError) => void;

/**
 * Those rows that can be read: one that cannot does not keep the others from being read.
 * @param leftOut is told of each that cannot
 */
export function readableRows<Row, Value>(
  rows: readonly Row[],
  read: (row: Row) => Value,
  leftOut: LeftOut = () => undefined,
): Value[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (error) {
      if (!(error instanceof UnreadableRowError)) throw error;
      leftOut(error);
      return [];
    }
  });
}

/** Which ones they are, for the environment check. Each is logged once, because lists are read again and again. */
export class UnreadableRows {
  readonly #rows = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** What the row holds is not logged: it may be about a person. */
  readonly leftOut: LeftOut = ({ column, row }) => {
    const name = `${column} ${row}`;
    if (this.#rows.has(name)) return;
    this.#rows.add(name);
    this.#logger.error({ column, row }, 'a row of the store cannot be read, and is left out');
  };

  /** Since the gateway started, e.g. `approval.facts_json 5f3c…`. */
  all(): readonly string[] {
    return [...this.#rows];
  }
}
