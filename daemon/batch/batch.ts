/** 批次製卡: orders of many cards and the line of readers, composed. */
import type { Logger } from 'pino';
import type { Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Config } from '../../config/schema.js';
import type { JobKind } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import type { Admission } from '../jobs/admission.js';
import type { Beginning } from '../jobs/beginning.js';
import type { Audit } from '../audit/audit.js';
import type { Stock } from '../stock/stock.js';
import type { StaffActor } from '../operators/actor.js';
import type { Job, JournalEntry } from '../jobs/job.js';
import type { JobBoard } from '../jobs/jobBoard.js';
import { stepViews } from '../jobs/jobView.js';
import type { AnyJobType } from '../jobs/jobType.js';
import type { Approvals } from '../operators/approvals.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import { staffHolder, type ReaderView } from '../readers/readerView.js';
import { BatchEntryTable, type BatchEntry } from './batchEntryTable.js';
import { BatchOrderTable } from './batchOrderTable.js';
import { BatchReaderTable } from './batchReaderTable.js';
import { BatchWorkTable } from './batchWorkTable.js';
import type { JobTable } from '../jobs/jobTable.js';
import { OrderEntries, type OrderProgress } from './orderEntries.js';
import { DryRuns } from './dryRun.js';
import { entryKey, isLineJob } from '../jobs/entryKey.js';
import { ReaderLights } from './readerLights.js';
import { Line } from './line.js';
import { OpenOrders } from './openOrders.js';
import { Orders } from './orders.js';
import { LineReaders } from './lineReaders.js';
import { Placing, runOrderAction } from './placing.js';
import { BatchReports } from './report.js';
import { RunningCards } from './runningCards.js';
import type { RunningJob, Tile } from './tiles.js';

/** What screens of the line learn. `batch`: the whole view is asked for again. */
export type LineEvent =
  | { readonly type: 'batch' }
  | { readonly type: 'batchOrder'; readonly order: OrderProgress }
  | { readonly type: 'batchTile'; readonly tile: Tile };

/** The whole screen of the line. */
export interface LineView {
  /** Readers of the line, by name. */
  readonly tiles: readonly Tile[];
  /** Readers that are not on the line. */
  readonly otherReaders: readonly {
    readonly readerId: string;
    readonly name: string;
    readonly kiosk: boolean;
    readonly staffCard: boolean;
  }[];
  /** Not over, by their turn; then those that ended today. */
  readonly orders: readonly OrderProgress[];
  readonly approvalAbove: number;
  /** The last entries that failed and were not run again. */
  readonly failures: readonly BatchEntry[];
  /** Entries whose cards were begun and wait to be put into a reader again, each with the reason. */
  readonly outside: readonly BatchEntry[];
}

export interface BatchParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly ras: Ras;
  readonly types: Readonly<Record<JobKind, AnyJobType>>;
  readonly jobs: JobTable;
  readonly beginning: Pick<Beginning, 'begin'>;
  readonly jobBoard: Pick<JobBoard, 'requireNoOpenJob'>;
  readonly readers: Pick<ReaderBoard, 'reader' | 'readers'>;
  readonly admission: Pick<Admission, 'requireUsable'>;
  readonly stock: Pick<Stock, 'balance'>;
  readonly approvals: Approvals;
  readonly kioskReaderId: () => string | null;
  readonly config: Pick<Config, 'batch' | 'letters'>;
  readonly logger: Logger;
  readonly announce: (event: LineEvent) => void;
}

export class Batch {
  readonly #parts: BatchParts;
  readonly dryRuns: DryRuns;
  readonly placing: Placing;
  readonly orders: Orders;
  readonly reports: BatchReports;
  readonly #lineReaders: LineReaders;
  readonly #open: OpenOrders;
  readonly #running: RunningCards;
  readonly #readerLights: ReaderLights;
  readonly #line: Line;
  #shown = '';

  constructor(parts: BatchParts) {
    this.#parts = parts;
    const { database, audit, clock, ras, readers, config, announce, logger } = parts;
    const { approvalAbove } = config.batch;
    const [orders, entries] = [new BatchOrderTable(database), new BatchEntryTable(database)];
    const orderEntries = new OrderEntries({ database, orders, entries, audit, clock, approvalAbove });
    const changed = (orderId: string): Promise<void> => this.#open.refresh(orderId);
    const isRaThere = (raId: string): boolean => ras.serves(raId) && ras.byId(raId).link.status().reachable;
    const needsApproval = (total: number): boolean => orderEntries.needsApproval(total);
    this.dryRuns = new DryRuns({ ras, entries, clock, needsApproval });
    this.placing = new Placing({ ...parts, orderEntries, orders, entries, dryRuns: this.dryRuns, changed });
    this.orders = new Orders({ orderEntries, orders, entries, placing: this.placing, clock, changed });
    this.#lineReaders = new LineReaders({
      table: new BatchReaderTable(database),
      readers: () => readers.readers(),
      kioskReaderId: parts.kioskReaderId,
    });
    this.reports = new BatchReports({
      orders: this.orders,
      work: new BatchWorkTable(database),
      stock: parts.stock,
      readerName: (readerId) => this.#lineReaders.find(readerId)?.name ?? readerId,
      clock,
      fonts: { text: config.letters.fonts, mono: config.letters.valueFont },
    });
    this.#open = new OpenOrders({
      read: (id) => this.orders.order(id),
      isRaThere,
      changed: (order) => announce({ type: 'batchOrder', order }),
      listChanged: () => announce({ type: 'batch' }),
      refreshed: (supplyChanged) => this.#ordersRefreshed(supplyChanged),
      failed: (err) => logger.error({ err }, 'an order could not be announced'),
    });
    const supply = (): ReturnType<OpenOrders['supply']> => this.#open.supply();
    this.#running = new RunningCards(() => readers.readers());
    this.#readerLights = new ReaderLights({
      lineReaders: this.#lineReaders,
      running: this.#running,
      requireUsable: (card) => {
        parts.admission.requireUsable(card, 'issueCard');
        parts.jobBoard.requireNoOpenJob(card.serial);
      },
      supply,
      changed: (tile) => announce({ type: 'batchTile', tile }),
    });
    this.#line = new Line({
      ...parts,
      orderEntries,
      entries,
      supply,
      lineReaders: this.#lineReaders,
      readerLights: this.#readerLights,
      running: this.#running,
      mayBegin: ({ raId }) => isRaThere(raId),
      withSteps: (job, journal): RunningJob => ({ ...job, steps: stepViews(job, journal, parts.types[job.kind]) }),
      logger: logger.child({ part: 'batch' }),
      orderChanged: changed,
    });
    parts.approvals.register(runOrderAction({ orderEntries, changed }));
  }

  /** Runs after the jobs are on the job board and before the first card is announced. */
  async start(): Promise<void> {
    await this.#lineReaders.start();
    await this.#line.start();
    this.#open.start(await this.orders.open());
  }

  stop(): void {
    this.#line.stop();
    this.#open.stop();
  }

  /** Resolves when nothing of it uses the store any more. */
  idle(): Promise<void> {
    return this.#line.idle();
  }

  async view(): Promise<LineView> {
    const [open, ended, failures] = await Promise.all([
      this.orders.open(),
      this.orders.ended(),
      this.orders.failures(),
    ]);
    const others = this.#lineReaders.all().filter((one) => one.reader !== null && !this.#readerLights.isShown(one));
    return {
      tiles: [...this.#readerLights.all()],
      otherReaders: others.map((one) => ({
        readerId: one.readerId,
        name: one.name,
        kiosk: this.#lineReaders.isKiosk(one),
        staffCard: one.reader?.holder === staffHolder,
      })),
      orders: [...open, ...ended],
      approvalAbove: this.#parts.config.batch.approvalAbove,
      failures,
      outside: this.#running
        .outside()
        .map(({ entry, job }) => ({ ...entry, jobId: job?.id ?? null, failure: job?.failure ?? null })),
    };
  }

  /** Puts a reader on the line or takes it off; a card under way in it is finished. @throws {Failure} `job.create.readerUnknown` */
  async chooseReader({ operator }: StaffActor, readerId: string, onLine: boolean): Promise<LineView> {
    const lineReader = this.#lineReaders.find(readerId);
    if (lineReader === null) throw new Failure('job.create.readerUnknown');
    await this.#lineReaders.choose(lineReader, onLine);
    const action = onLine ? 'batch.readerOn' : 'batch.readerOff';
    await this.#parts.audit.append({ actor: operator, action, subject: readerId, facts: { name: lineReader.name } });
    if (lineReader.reader !== null) this.readerChanged(lineReader.reader);
    this.#line.offerAll();
    return this.view();
  }

  /** See `Line.takeUp`. */
  takeUp: Line['takeUp'] = (registration, card, begin) => this.#line.takeUp(registration, card, begin);

  // ---------------------------------------------------------------- events

  readerChanged(reader: ReaderView): void {
    this.#lineReaders.seen(reader);
    // The next card in it is another one, whatever pcscd counts.
    if (reader.card === null) this.#running.readerWork(reader.id).last = null;
    this.#announceView();
    this.#readerLights.update(reader.id);
  }

  /** Called while the reader board still knows the reader. */
  readerRemoved(): void {
    queueMicrotask(() => this.#readerLights.updateAll());
  }

  /** It was read and nobody holds it. */
  cardKnown(reader: ReaderView): void {
    this.#line.offer(reader);
  }

  raChanged(): void {
    this.#line.offerAll();
    this.#readerLights.updateAll();
  }

  jobChanged(job: Job, journal: readonly JournalEntry[]): void {
    if (!isLineJob(job)) return;
    this.#line.jobChanged(job, journal);
    this.#announceView();
  }

  #ordersRefreshed(supplyChanged: boolean): void {
    this.#line.offerAll();
    if (supplyChanged) this.#readerLights.updateAll();
  }

  /** Which readers are shown changes with a login by card, and what is outside with a card that is pulled half made. */
  #announceView(): void {
    const readers = this.#lineReaders.all().map((one) => [one.readerId, this.#readerLights.isShown(one)]);
    const shown = JSON.stringify([readers, this.#running.outside().map(({ entry }) => entryKey(entry))]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#parts.announce({ type: 'batch' });
  }
}
