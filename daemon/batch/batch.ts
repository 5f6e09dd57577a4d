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
import { requireTaken } from '../jobs/preparation.js';
import type { Ra, Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { KnownCard, ReaderView } from '../readers/readerView.js';
import { BatchEntryTable } from './batchEntryTable.js';
import { BatchOrderTable } from './batchOrderTable.js';
import { BatchReaderTable } from './batchReaderTable.js';
import { BatchWorkTable } from './batchWorkTable.js';
import type { JobTable } from '../jobs/jobTable.js';
import { OrderEntries, type OrderProgress } from './orderEntries.js';
import { DryRuns } from './dryRun.js';
import { isLineJob } from '../jobs/entryKey.js';
import { LineScreen } from './lineScreen.js';
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
  readonly screen: LineScreen;
  readonly #lineReaders: LineReaders;
  readonly #open: OpenOrders;
  readonly #running: RunningCards;
  readonly #line: Line;

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
    this.screen = new LineScreen({
      orders: this.orders,
      approvalAbove,
      lineReaders: this.#lineReaders,
      running: this.#running,
      requireUsable: (card) => {
        parts.admission.requireUsable(card, 'issueCard');
        parts.jobBoard.requireNoOpenJob(card.serial);
        const refusals = this.#open.ras().map((raId) => refusalAt(ras.byId(raId), card));
        const [refusal] = refusals;
        if (refusal != null && !refusals.includes(null)) throw refusal;
      },
      supply,
      tileChanged: (tile) => announce({ type: 'batchTile', tile }),
      changed: () => announce({ type: 'batch' }),
    });
    this.#line = new Line({
      ...parts,
      orderEntries,
      entries,
      supply,
      lineReaders: this.#lineReaders,
      screen: this.screen,
      running: this.#running,
      mayBegin: ({ raId }, card) => isRaThere(raId) && refusalAt(ras.byId(raId), card) === null,
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

  /** Puts a reader on the line or takes it off; a card under way in it is finished. @throws {Failure} `job.create.readerUnknown` */
  async chooseReader({ operator }: StaffActor, readerId: string, onLine: boolean): Promise<void> {
    const lineReader = this.#lineReaders.find(readerId);
    if (lineReader === null) throw new Failure('job.create.readerUnknown');
    await this.#lineReaders.choose(lineReader, onLine);
    const action = onLine ? 'batch.readerOn' : 'batch.readerOff';
    await this.#parts.audit.append({ actor: operator, action, subject: readerId, facts: { name: lineReader.name } });
    if (lineReader.reader !== null) this.readerChanged(lineReader.reader);
    this.#line.offerAll();
  }

  /** See `Line.takeUp`. */
  takeUp: Line['takeUp'] = (registration, card, begin) => this.#line.takeUp(registration, card, begin);

  // ---------------------------------------------------------------- events

  readerChanged(reader: ReaderView): void {
    this.#lineReaders.seen(reader);
    if (reader.card === null) this.#running.cardRemoved(reader.id);
    this.screen.announceChange();
    this.screen.update(reader.id);
  }

  /** Called while the reader board still knows the reader. */
  readerRemoved(): void {
    queueMicrotask(() => this.screen.updateAll());
  }

  /** It was read and nobody holds it. */
  cardKnown(reader: ReaderView): void {
    this.#line.offer(reader);
  }

  raChanged(): void {
    this.#line.offerAll();
    this.screen.updateAll();
  }

  jobChanged(job: Job, journal: readonly JournalEntry[]): void {
    if (!isLineJob(job)) return;
    this.#line.jobChanged(job, journal);
    this.screen.announceChange();
  }

  #ordersRefreshed(supplyChanged: boolean): void {
    this.#line.offerAll();
    if (supplyChanged) this.screen.updateAll();
  }
}

/** Why an RA does not take such a blank card; null: it takes it. */
function refusalAt({ profile }: Ra, card: KnownCard): Failure | null {
  try {
    requireTaken(card, { profile, pinPolicy: profile.pinPolicy });
    return null;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
