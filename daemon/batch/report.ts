/** 批次製卡報表: what was issued, what failed and why, what was spoiled, the stock, and how quick each reader was. */
import { taipeiTime } from '../../base/taipei.js';
import { timestamp, type Clock } from '../../base/clock.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import { csvOf } from '../paper/csv.js';
import type { ReportLanguage } from '../reports/reports.js';
import type { Stock } from '../stock/stock.js';
import { makePaper } from '../paper/paperProcess.js';
import type { PaperTable } from '../paper/reportPaper.js';
import type { SheetFonts } from '../paper/sheet.js';
import type { BatchEntry } from './batchEntryTable.js';
import type { BatchWorkTable, ReaderWork, SpoiledCard } from './batchWorkTable.js';
import { orderKeyPrefix, readEntryKey } from '../jobs/entryKey.js';
import type { OrderProgress } from './orderEntries.js';
import type { Orders } from './orders.js';
import { batchReportWords as words, spoilWords, stateWords } from './reportWords.js';

export interface BatchReportsParts {
  readonly orders: Pick<Orders, 'order' | 'entries'>;
  readonly work: BatchWorkTable;
  readonly stock: Pick<Stock, 'balance'>;
  /** The name that staff see. */
  readonly readerName: (readerId: string) => string;
  readonly clock: Clock;
  readonly fonts: SheetFonts;
}

export interface BatchReport {
  readonly order: OrderProgress;
  /** The first ones. */
  readonly failures: readonly BatchEntry[];
  readonly spoiled: readonly (Omit<SpoiledCard, 'idempotencyKey'> & { readonly number: number })[];
  /** Blank cards in the books. */
  readonly stock: { readonly before: number; readonly after: number };
  readonly readers: readonly (Omit<ReaderWork, 'firstAt' | 'lastAt'> & { readonly cardsAnHour: number | null })[];
}

const mostFailures = 500;

export class BatchReports {
  readonly #parts: BatchReportsParts;

  constructor(parts: BatchReportsParts) {
    this.#parts = parts;
  }

  /** @throws {Failure} `batch.order.unknown` */
  async of(orderId: string): Promise<BatchReport> {
    const { orders, work, stock, clock } = this.#parts;
    const order = await orders.order(orderId);
    const prefix = orderKeyPrefix(orderId);
    const [failed, spoiled, readers, before, after] = await Promise.all([
      orders.entries(orderId, { state: 'failed', after: 0, limit: mostFailures }),
      work.spoiled(prefix),
      work.byReader(prefix),
      stock.balance(order.startedAt ?? order.placedAt),
      stock.balance(order.endedAt ?? timestamp(clock)),
    ]);
    return {
      order,
      failures: failed.entries,
      spoiled: spoiled.map(({ idempotencyKey, ...card }) => ({
        ...card,
        number: readEntryKey(idempotencyKey)?.number ?? 0,
      })),
      stock: { before, after },
      readers: readers.map((reader) => ({
        readerId: reader.readerId,
        family: reader.family,
        issued: reader.issued,
        failed: reader.failed,
        cardsAnHour: cardsAnHour(reader),
      })),
    };
  }

  /** A4, as many pages as it needs. @throws {Failure} @throws {PaperError} */
  async pdf(orderId: string, language: ReportLanguage): Promise<Uint8Array> {
    const report = await this.of(orderId);
    return makePaper({
      kind: 'report',
      fonts: this.#parts.fonts,
      title: `${words.title[language]} ${report.order.name}`,
      subtitle: `${words.made[language]} ${taipeiTime(this.#parts.clock.now())}`,
      tables: this.#tables(report, language),
      unknownCharacter: '□',
    });
  }

  /** Every table below the other. @throws {Failure} */
  async csv(orderId: string, language: ReportLanguage): Promise<string> {
    const report = await this.of(orderId);
    const lines = this.#tables(report, language).flatMap(({ title, columns, rows, notes }) => [
      [title],
      columns,
      ...rows,
      ...notes.map((note) => [note]),
      [],
    ]);
    return csvOf([[words.title[language], report.order.name], [], ...lines]);
  }

  #tables({ order, failures, spoiled, stock, readers }: BatchReport, language: ReportLanguage): PaperTable[] {
    const say = (key: keyof typeof words): string => words[key][language];
    const time = (at: string | null): string => (at === null ? '' : taipeiTime(Date.parse(at)));
    const none = (rows: readonly unknown[]): string[] => (rows.length === 0 ? [say('none')] : []);
    const { counts } = order;
    return [
      {
        title: say('order'),
        columns: [say('item'), say('value')],
        rows: [
          [say('state'), stateWords[order.state][language]],
          [say('placedBy'), order.placedBy],
          ...(order.approvedBy === null ? [] : [[say('approvedBy'), order.approvedBy]]),
          [say('started'), time(order.startedAt)],
          [say('ended'), time(order.endedAt)],
          ...(['total', 'issued', 'failed', 'waiting', 'working'] as const).map((key) => [say(key), counts[key]]),
          [say('spoiled'), spoiled.length],
          [say('stockBefore'), stock.before],
          [say('stockAfter'), stock.after],
        ],
        notes: [],
      },
      {
        title: say('readers'),
        columns: [say('reader'), say('family'), say('issued'), say('failed'), say('cardsAnHour')],
        rows: readers.map((reader) => [
          this.#parts.readerName(reader.readerId),
          reader.family,
          reader.issued,
          reader.failed,
          reader.cardsAnHour ?? '',
        ]),
        notes: none(readers),
      },
      {
        title: say('failures'),
        columns: [say('number'), say('name'), say('card'), say('reason')],
        rows: failures.map(({ number, name, cardSerial, failure }) => [
          number,
          name,
          cardSerial ?? '',
          failure === null ? '' : `${toWireFailure(failure).happened[language]} (${failure.code})`,
        ]),
        notes: none(failures),
      },
      {
        title: say('spoiledCards'),
        columns: [say('number'), say('card'), say('at'), say('reason')],
        rows: spoiled.map(({ number, cardSerial, at, reason }) => [
          number,
          cardSerial,
          time(at),
          spoilWords[reason][language],
        ]),
        notes: none(spoiled),
      },
    ];
  }
}

/** From the first card put in to the last one done, feeding included; of one card alone there is no speed. */
export function cardsAnHour({ issued, firstAt, lastAt }: ReaderWork): number | null {
  const hours = (Date.parse(lastAt) - Date.parse(firstAt)) / 3_600_000;
  return issued < 2 || hours <= 0 ? null : Math.round(issued / hours);
}
