/** The books of blank cards: what should be in the drawer, from what came, went, was used and was counted. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { WireReport, WireStock, WireStockMovement } from '../api/messages.js';
import type { Audit } from '../audit/audit.js';
import type { StockTable } from '../store/stockTable.js';

/** Before any time that is written down. */
const beginning = '';

export class Stock {
  constructor(
    private readonly parts: {
      readonly table: StockTable;
      readonly audit: Pick<Audit, 'append'>;
      readonly clock: Clock;
    },
  ) {}

  async now(): Promise<WireStock> {
    const { table, clock } = this.parts;
    return { balance: await this.balance(timestamp(clock)), movements: await table.latest(50) };
  }

  async record(
    operator: string,
    { kind, count, note }: { readonly kind: WireStockMovement['kind']; readonly count: number; readonly note: string },
  ): Promise<WireStockMovement> {
    const { table, audit, clock } = this.parts;
    const expected = await this.balance(timestamp(clock));
    const movement = await table.insert({ kind, count, expected, note, operator });
    await audit.append({ actor: operator, action: `stock.${kind}`, subject: movement.id, facts: { count, expected } });
    return movement;
  }

  /** Blank cards that should be there: a count is believed more than the books before it. @param at RFC 3339 */
  async balance(at: string): Promise<number> {
    const { table } = this.parts;
    const counted = await table.lastCount(beginning, at);
    const after = counted?.at ?? beginning;
    const { received, returned, used, spoiled } = await this.changes(after, at);
    return (counted?.count ?? 0) + received - returned - used - spoiled;
  }

  /** @param from the day's first moment @param to the first of the next; RFC 3339 */
  async ofDay(from: string, to: string): Promise<WireReport['stock']> {
    const [opening, changes, counted] = await Promise.all([
      this.balance(from),
      this.changes(from, to),
      this.parts.table.lastCount(from, to),
    ]);
    const { received, returned, used, spoiled } = changes;
    return {
      opening,
      ...changes,
      expected: opening + received - returned - used - spoiled,
      counted: counted?.count ?? null,
      difference: counted === null ? null : counted.count - counted.expected,
    };
  }

  private async changes(after: string, until: string) {
    const { table } = this.parts;
    const [received, returned, used, spoiled] = await Promise.all([
      table.sum('received', after, until),
      table.sum('returned', after, until),
      table.used(after, until),
      table.spoiled(after, until),
    ]);
    return { received, returned, used, spoiled };
  }
}
