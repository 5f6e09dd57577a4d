/** A store with the books of blank cards, a clock that tests move, and people and cards that things happen to. */
import { join } from 'node:path';
import { pino } from 'pino';
import type { Test } from 'tap';
import { openDatabase, type Database } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { AffectedCards } from '../../../daemon/stock/affectedCards.js';
import { Boxes } from '../../../daemon/stock/boxes.js';
import { Quarantines } from '../../../daemon/stock/quarantines.js';
import { Stock } from '../../../daemon/stock/stock.js';
import type { StaffActor } from '../../../daemon/operators/actor.js';
import { monotonicTicker } from '../../../base/ticker.js';
import { Approvals } from '../../../daemon/operators/approvals.js';
import { OperatorsTable } from '../../../daemon/operators/operatorsTable.js';
import { StaffRights } from '../../../daemon/operators/staffRights.js';
import { addAccount } from '../operators/accounts.js';
import { BoxTable } from '../../../daemon/stock/boxTable.js';
import { CardTable } from '../../../daemon/cases/cardTable.js';
import { QuarantineTable } from '../../../daemon/stock/quarantineTable.js';
import { StockTable } from '../../../daemon/stock/stockTable.js';

export interface Books {
  readonly database: Database;
  readonly audit: Audit;
  readonly cards: CardTable;
  readonly stock: Stock;
  readonly boxes: Boxes;
  readonly quarantines: Quarantines;
  readonly affected: AffectedCards;
  readonly approvals: Approvals;
  /** Readers were shown anew so often. */
  readonly shown: () => number;
  readonly setTime: (text: string) => void;
  /** Time goes on by a minute, then a card is issued or prepared. */
  readonly happens: (action: 'card.issued' | 'card.prepared', serial: string) => Promise<void>;
  readonly spoils: (serial: string) => Promise<void>;
}

export const anna: StaffActor = { kind: 'staff', sessionId: 'a', operator: 'anna', role: 'counterOfficer', ras: null };
export const boss: StaffActor = { kind: 'staff', sessionId: 'b', operator: 'boss', role: 'supervisor', ras: null };

export async function openBooks(t: Test, start = '2026-03-01T02:00:00Z'): Promise<Books> {
  const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
  let nowMs = Date.parse(start);
  let shown = 0;
  const clock = { now: () => nowMs };
  const logger = pino({ level: 'silent' });
  const audit = new Audit(database, clock);
  const cards = new CardTable(database, clock);
  const movements = new StockTable(database, clock);
  const operators = new OperatorsTable(database);
  for (const { operator, role } of [anna, boss]) await addAccount(operators, database, { name: operator, role });
  const approvals = new Approvals({
    ...{ database, audit, clock, logger, ticker: monotonicTicker, minutes: 60 },
    rights: new StaffRights(operators, clock, 24),
    changed: () => undefined,
  });
  const table = new QuarantineTable(database, clock);
  const quarantines = new Quarantines({
    ...{ database, table, approvals, audit, clock, logger },
    changed: () => {
      shown += 1;
    },
  });
  await quarantines.start();
  t.teardown(async () => {
    await quarantines.idle();
    await database.close();
  });
  const later = (): void => {
    nowMs += 60_000;
  };
  return {
    ...{ database, audit, cards, quarantines, approvals },
    stock: new Stock({ database, table: movements, audit, clock }),
    boxes: new Boxes({ database, boxes: new BoxTable(database, clock), movements, quarantines, audit }),
    affected: new AffectedCards(table, clock),
    shown: () => shown,
    setTime: (text) => {
      nowMs = Date.parse(text);
    },
    async happens(action, serial) {
      later();
      await cards.register(serial, 'isoapplet-pair');
      await audit.append({ actor: 'anna', action, subject: serial, facts: {} });
      later();
    },
    async spoils(serial) {
      later();
      const at = new Date(nowMs).toISOString();
      await cards.spoil(database, serial, { at, reason: 'damaged', note: '', operator: 'anna', raId: 'jcic' });
      later();
    },
  };
}
