/** The stock of blank cards: how many should be in boxes and outside, from receipts, returns, use and counts. */
import type { Database } from '../../base/database.js';
import { timestamp, type Clock } from '../../base/clock.js';
import type { StockMovementRequest } from '../contract/messages.js';
import type { Audit } from '../audit/audit.js';
import type { StockBooks, StockMovement, StockTable } from './stockTable.js';

/** Blank cards that should be there. */
interface Balance {
  readonly loose: number;
  readonly inBoxes: number;
}

export interface StockNow {
  /** Blank cards that should be there, in boxes and outside. */
  readonly balance: number;
  readonly inBoxes: number;
  /** Newest first. */
  readonly movements: readonly StockMovement[];
}

/** What became of the blank cards in a day: opening + received - returned - used - spoiled - missing = expected. */
export interface StockDay {
  readonly opening: number;
  readonly received: number;
  readonly returned: number;
  readonly used: number;
  readonly spoiled: number;
  readonly missing: number;
  readonly expected: number;
  /** The day's last count of the cards outside boxes, and how far it was off. */
  readonly counted: number | null;
  readonly difference: number | null;
}

export class Stock {
  readonly #parts: {
    readonly database: Database;
    readonly table: StockTable;
    readonly audit: Pick<Audit, 'appendIn'>;
    readonly clock: Clock;
  };

  constructor(parts: {
    readonly database: Database;
    readonly table: StockTable;
    readonly audit: Pick<Audit, 'appendIn'>;
    readonly clock: Clock;
  }) {
    this.#parts = parts;
  }

  async now(): Promise<StockNow> {
    const { table, clock } = this.#parts;
    const { loose, inBoxes } = await this.#balances(timestamp(clock));
    return { balance: loose + inBoxes, inBoxes, movements: await table.latest(null, 50) };
  }

  /** Records a movement of cards outside boxes. */
  async record(
    operator: string,
    { kind, count, note = '' }: Pick<StockMovementRequest, 'kind' | 'count' | 'note'>,
  ): Promise<StockMovement> {
    const { database, table, audit, clock } = this.#parts;
    const { loose: expected } = await this.#balances(timestamp(clock));
    return database.transaction(async (tx) => {
      const boxless = { boxId: null, place: null, undoes: null };
      const movement = await table.insert({ kind, count, expected, note, operator, ...boxless }, tx);
      const facts = { count, expected };
      await audit.appendIn(tx, { actor: operator, action: `stock.${kind}`, subject: movement.id, facts });
      return movement;
    });
  }

  /** Blank cards that should be there, in boxes and outside. @param at RFC 3339 */
  async balance(at: string): Promise<number> {
    const { loose, inBoxes } = await this.#balances(at);
    return loose + inBoxes;
  }

  /** @param from the day's first moment @param to the first of the next; RFC 3339 */
  async ofDay(from: string, to: string): Promise<StockDay> {
    const { table } = this.#parts;
    const [opening, before, after, last] = await Promise.all([
      this.balance(from),
      table.books(from),
      table.books(to),
      table.lastCount(null, to),
    ]);
    const change = (...names: (keyof StockBooks)[]): number =>
      names.reduce((sum, name) => sum + after[name] - before[name], 0);
    const changes = {
      received: change('looseReceived', 'boxReceived'),
      returned: change('looseReturned', 'boxReturned'),
      used: change('used'),
      spoiled: change('spoiled', 'boxSpoiled'),
      missing: change('missing'),
    };
    const { received, returned, used, spoiled, missing } = changes;
    const counted = last !== null && last.at > from ? last : null;
    return {
      opening,
      ...changes,
      expected: opening + received - returned - used - spoiled - missing,
      counted: counted?.count ?? null,
      difference: counted === null ? null : counted.count - counted.expected,
    };
  }

  /** A count of the cards outside boxes replaces the calculated number before it. */
  async #balances(at: string): Promise<Balance> {
    const { table } = this.#parts;
    const [counted, now] = await Promise.all([table.lastCount(null, at), table.books(at)]);
    const then = counted === null ? null : looseOf(await table.books(counted.at));
    return {
      loose: counted === null || then === null ? looseOf(now) : counted.count + looseOf(now) - then,
      inBoxes:
        now.boxReceived -
        now.boxReturned -
        now.takenOut -
        now.boxSpoiled -
        now.missing -
        now.usedOfBoxes -
        now.spoiledOfBoxes,
    };
  }
}

/** Cards outside boxes. A card that was taken out of a box without serial numbers counts as loose until it is used. */
function looseOf(books: StockBooks): number {
  const { looseReceived, looseReturned, takenOut, used, usedOfBoxes, spoiled, spoiledOfBoxes } = books;
  return looseReceived - looseReturned + takenOut - (used - usedOfBoxes) - (spoiled - spoiledOfBoxes);
}
