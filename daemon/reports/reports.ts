/** 日結報表: a day's work by person and RA, its letters, the stock of blank cards, and facts that an RA has not accepted. */
import { taipeiTime } from '../../base/taipei.js';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Audit } from '../audit/audit.js';
import { makePaper } from '../paper/paperProcess.js';
import type { PaperTable } from '../paper/reportPaper.js';
import type { SheetFonts } from '../paper/sheet.js';
import { allRas, covers, type RaScope } from '../ras/raScope.js';
import type { Ras } from '../ras/ras.js';
import type { OutboxTable } from '../ras/outboxTable.js';
import { csvOf } from '../paper/csv.js';
import type { Letters } from '../letters/letters.js';
import { typedDay } from '../contract/typedDay.js';
import { reportWords, workWords, type WorkAction } from './reportWords.js';
import type { Stock, StockDay } from '../stock/stock.js';

export type ReportLanguage = 'zh-TW' | 'en';

/** How often a person did something for an RA. */
interface Work {
  /** As in the audit log. */
  readonly action: string;
  readonly raId: string | null;
  /** `kiosk` for subscribers. */
  readonly operator: string;
  readonly count: number;
}

export interface DayReport {
  /** YYYY-MM-DD in Asia/Taipei. */
  readonly day: string;
  /** RFC 3339, UTC */
  readonly madeAt: string;
  readonly work: readonly Work[];
  readonly letters: {
    readonly printed: number;
    readonly reprinted: number;
    readonly failed: number;
    /** null: an RA could not be asked. */
    readonly outstanding: number | null;
  };
  readonly stock: StockDay;
  /** Made on that day or before. */
  readonly facts: Awaited<ReturnType<OutboxTable['notTaken']>>;
}

export interface ReportsParts {
  readonly audit: Audit;
  readonly letters: Pick<Letters, 'list'>;
  readonly stock: Stock;
  readonly outboxes: readonly OutboxTable[];
  readonly ras: Ras;
  readonly clock: Clock;
  readonly fonts: SheetFonts;
}

const isWork = (action: string): action is WorkAction => Object.hasOwn(workWords, action);

export class Reports {
  readonly #parts: ReportsParts;

  constructor(parts: ReportsParts) {
    this.#parts = parts;
  }

  /** @param typed a day in Asia/Taipei, see `readDay` @param scope what is of other RAs is left out @throws {Failure} `report.day.notADay` */
  async ofDay(typed: string, scope: RaScope): Promise<DayReport> {
    const { day, from, to } = typedDay(typed);
    const { audit, stock, clock } = this.#parts;
    const all = await audit.between(from, to);
    const entries = all.filter((entry) => isWithin(scope, entry));
    const prints = entries.filter(({ action }) => action === 'letter.printed');
    const first = prints.filter(({ facts }) => facts['copy'] === 1).length;
    return {
      day,
      madeAt: timestamp(clock),
      work: workOf(entries),
      letters: {
        printed: first,
        reprinted: prints.length - first,
        failed: entries.filter(({ action }) => action === 'letter.failed').length,
        outstanding: await this.#outstanding(scope),
      },
      stock: await stock.ofDay(from, to),
      facts: (await Promise.all(this.#parts.outboxes.map((outbox) => outbox.notTaken(to))))
        .flat()
        .filter(({ raId }) => covers(scope, raId)),
    };
  }

  /** The report on A4 pages. @throws {Failure} @throws {PaperError} */
  async pdf(day: string, language: ReportLanguage, scope: RaScope): Promise<Uint8Array> {
    const report = await this.ofDay(day, scope);
    return makePaper({
      kind: 'report',
      fonts: this.#parts.fonts,
      title: `${reportWords.title[language]} ${report.day}`,
      subtitle: `${reportWords.made[language]} ${taipeiTime(Date.parse(report.madeAt))}`,
      tables: this.#tables(report, language),
      unknownCharacter: '□',
    });
  }

  /** The report as CSV, one table below the other. @throws {Failure} */
  async csv(day: string, language: ReportLanguage, scope: RaScope): Promise<string> {
    const report = await this.ofDay(day, scope);
    const lines = this.#tables(report, language).flatMap(({ title, columns, rows, notes }) => [
      [title],
      columns,
      ...rows,
      ...notes.map((note) => [note]),
      [],
    ]);
    return csvOf([[reportWords.title[language], report.day], [], ...lines]);
  }

  async #outstanding(scope: RaScope): Promise<number | null> {
    const { letters, unreachable } = await this.#parts.letters.list(365, scope);
    return unreachable.length > 0
      ? null
      : letters.filter(({ delivery, printed }) => delivery === 'print' && printed === 0).length;
  }

  #tables(report: DayReport, language: ReportLanguage): PaperTable[] {
    const say = (key: keyof typeof reportWords): string => reportWords[key][language];
    const raName = (id: string | null): string =>
      id === null ? '' : (this.#parts.ras.all.find(({ profile }) => profile.id === id)?.profile.name[language] ?? id);
    const { letters, stock } = report;
    const none = (rows: readonly unknown[], key: 'nothing' | 'none'): string[] => (rows.length === 0 ? [say(key)] : []);
    return [
      {
        title: say('work'),
        columns: [say('item'), say('ra'), say('operator'), say('count')],
        rows: report.work.map(({ action, raId, operator, count }) => [
          isWork(action) ? workWords[action][language] : action,
          raName(raId),
          operator === 'kiosk' ? say('kiosk') : operator,
          count,
        ]),
        notes: none(report.work, 'nothing'),
      },
      {
        title: say('letters'),
        columns: [say('item'), say('count')],
        rows: [
          [say('printed'), letters.printed],
          [say('reprinted'), letters.reprinted],
          [say('failed'), letters.failed],
          [say('outstanding'), letters.outstanding ?? say('notAsked')],
        ],
        notes: [],
      },
      {
        title: say('stock'),
        columns: [say('item'), say('count')],
        rows: [
          ...(['opening', 'received', 'returned', 'used', 'spoiled', 'missing', 'expected'] as const).map((key) => [
            say(key),
            stock[key],
          ]),
          [say('counted'), stock.counted ?? say('notCounted')],
          ...(stock.difference === null ? [] : [[say('difference'), stock.difference]]),
        ],
        notes: [],
      },
      {
        title: say('facts'),
        columns: [say('kind'), say('ra'), say('since'), say('reason')],
        rows: report.facts.map(({ kind, raId, madeAt, reason }) => [
          kind,
          raName(raId),
          taipeiTime(Date.parse(madeAt)),
          reason ?? say('waiting'),
        ]),
        notes: none(report.facts, 'none'),
      },
    ];
  }
}

type Entries = Awaited<ReturnType<Audit['between']>>;

/** Entries of before named the RA of a changed website password as their subject. */
function raOf({ action, subject, facts: { ra } }: Entries[number]): string | null {
  if (typeof ra === 'string') return ra;
  return action === 'websitePassword.changed' ? subject : null;
}

/** Of which RA certificates were saved did not stand in entries of before, so only staff of all RAs see those. */
function isWithin(scope: RaScope, entry: Entries[number]): boolean {
  const raId = raOf(entry);
  return raId === null && entry.action === 'certificates.saved' ? scope === allRas : covers(scope, raId);
}

/** In the order of the words, then by RA and person. */
function workOf(entries: Entries): Work[] {
  const counts = new Map<string, Work>();
  for (const entry of entries) {
    const { action, actor: operator } = entry;
    if (!isWork(action)) continue;
    const raId = raOf(entry);
    const key = JSON.stringify([action, raId, operator]);
    const row = counts.get(key) ?? { action, raId, operator, count: 0 };
    counts.set(key, { ...row, count: row.count + 1 });
  }
  const order = Object.keys(workWords);
  return [...counts.values()].sort(
    (a, b) =>
      order.indexOf(a.action) - order.indexOf(b.action) ||
      (a.raId ?? '').localeCompare(b.raId ?? '') ||
      a.operator.localeCompare(b.operator),
  );
}
