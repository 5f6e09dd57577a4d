/** Builds the parts of the counter console besides jobs. */
import type { Logger } from 'pino';
import type { Database } from '../../base/database.js';
import type { Clock } from '../../base/clock.js';
import type { Config } from '../../config/schema.js';
import type { Audit } from '../audit/audit.js';
import type { Job, JournalEntry } from '../jobs/job.js';
import type { Approvals } from '../operators/approvals.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderView } from '../readers/readerView.js';
import type { LeftOut } from '../store/unreadableRows.js';
import { CardTable } from './cardTable.js';
import type { JobTable } from '../jobs/jobTable.js';
import { LetterPrintTable } from '../letters/letterPrintTable.js';
import { LetterRunTable } from '../letters/letterRunTable.js';
import { OutboxTable } from '../ras/outboxTable.js';
import { SetAsideFacts } from '../ras/setAsideFacts.js';
import type { RegistrationTable } from '../ras/registrationTable.js';
import { BoxTable } from '../stock/boxTable.js';
import { QuarantineTable } from '../stock/quarantineTable.js';
import { StockTable } from '../stock/stockTable.js';
import { BatchLetters, type BatchLettersParts, type OrderCards } from '../letters/batchLetters.js';
import type { Claims } from './claims.js';
import { Cards, type CardsParts } from './cards.js';
import { History } from './history.js';
import { Letters } from '../letters/letters.js';
import { PasswordResets } from '../letters/passwordResets.js';
import { Records } from './records.js';
import { Reports } from '../reports/reports.js';
import { AffectedCards } from '../stock/affectedCards.js';
import { Boxes } from '../stock/boxes.js';
import { Quarantines } from '../stock/quarantines.js';
import { Stock } from '../stock/stock.js';
import { revokeAction, Revocations } from './revocations.js';

export interface Counter {
  readonly claims: Claims;
  readonly records: Records;
  readonly letters: Letters;
  readonly batchLetters: BatchLetters;
  readonly passwordResets: PasswordResets;
  readonly stock: Stock;
  readonly boxes: Boxes;
  readonly quarantines: Quarantines;
  readonly affectedCards: AffectedCards;
  readonly setAsideFacts: SetAsideFacts;
  readonly reports: Reports;
  readonly revocations: Revocations;
  readonly cards: Cards;
  /** A job changed: a finished one ends the claim of its case. */
  jobChanged(job: Job, journal: readonly JournalEntry[]): void;
}

export interface CounterParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly ras: Ras;
  readonly jobs: JobTable;
  readonly registrations: RegistrationTable;
  readonly claims: Claims;
  readonly jobBoard: CardsParts['jobBoard'];
  readonly readers: CardsParts['readers'];
  readonly approvals: Approvals;
  readonly config: Pick<Config, 'letters'>;
  /** A function, because the batch line is built after the counter. */
  readonly batchOrders: () => OrderCards;
  readonly batchLettersChanged: BatchLettersParts['changed'];
  readonly logger: Logger;
  /** Is told of rows of the store that cannot be read. */
  readonly leftOut?: LeftOut | undefined;
  /** Called when screens have to show a reader again. */
  readonly readerChanged: (reader: ReaderView) => void;
}

export function createCounter(parts: CounterParts): Counter {
  const { database, clock, audit, ras, jobs, registrations, claims, approvals, config, logger } = parts;
  const { fonts, valueFont, printCommand, timeoutSeconds, spoolFolder, portion } = config.letters;
  const history = new History(jobs, audit);
  const cardTable = new CardTable(database, clock);
  approvals.register(revokeAction({ ras, audit }));
  const printing = {
    ras,
    audit,
    clock,
    logger,
    prints: new LetterPrintTable(database, clock),
    fonts: { text: fonts, mono: valueFont },
    printer: { command: printCommand, timeoutMs: timeoutSeconds * 1_000 },
    inPrinter: new Set<string>(),
  };
  const letters = new Letters(printing);
  const boxes = new BoxTable(database, clock);
  const movements = new StockTable(database, clock);
  const stock = new Stock({ database, table: movements, audit, clock });
  const quarantineTable = new QuarantineTable(database, clock);
  const quarantines = new Quarantines({
    database,
    table: quarantineTable,
    approvals,
    audit,
    clock,
    logger,
    changed: () => parts.readers.readers().forEach(parts.readerChanged),
  });
  const outboxOf = (raId: string): OutboxTable => new OutboxTable(database, clock, raId);
  const outboxes = ras.all.map(({ profile }) => outboxOf(profile.id));
  return {
    claims,
    records: new Records({ ras, cards: cardTable, boxes, registrations, history }),
    letters,
    batchLetters: new BatchLetters({
      ...printing,
      spoolFolder,
      portion,
      orders: parts.batchOrders,
      changed: parts.batchLettersChanged,
      runs: new LetterRunTable(database, clock),
      leftOut: parts.leftOut,
    }),
    passwordResets: new PasswordResets({ ras, claims, audit }),
    revocations: new Revocations({ ras, claims, approvals }),
    cards: new Cards({ ...parts, cards: cardTable, changed: parts.readerChanged }),
    stock,
    boxes: new Boxes({ database, boxes, movements, quarantines, audit }),
    quarantines,
    setAsideFacts: new SetAsideFacts({ database, ras, audit, outboxOf }),
    affectedCards: new AffectedCards(quarantineTable, clock),
    reports: new Reports({ audit, letters, stock, outboxes, ras, clock, fonts: { text: fonts, mono: valueFont } }),
    jobChanged({ state, raId, input, cardSerial }, journal) {
      quarantines.jobChanged(cardSerial, journal.at(-1));
      const registrationId = 'registrationId' in input ? input.registrationId : undefined;
      if (state !== 'finished' || raId === null || registrationId === undefined) return;
      claims.finished({ raId, registrationId });
    },
  };
}
