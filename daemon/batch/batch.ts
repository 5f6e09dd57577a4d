/** 批次製卡: orders of many cards and the line of readers that they go through, put together. */
import type { Logger } from 'pino';
import type { Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Config } from '../../config/schema.js';
import type { JobKind, WireBatchLine, WireEvent } from '../contract/messages.js';
import type { Admission } from '../jobs/admission.js';
import type { Audit } from '../audit/audit.js';
import type { Stock } from '../stock/stock.js';
import type { StaffActor } from '../operators/actor.js';
import type { Job, JournalEntry } from '../jobs/job.js';
import type { JobBoard } from '../jobs/jobBoard.js';
import { wireJob } from '../jobs/jobView.js';
import type { AnyJobType } from '../jobs/step.js';
import type { Approvals } from '../operators/approvals.js';
import type { Ras } from '../ras/ras.js';
import { readerUnknown, staffHolder, type ReaderBoard, type ReaderView } from '../readers/readerBoard.js';
import { BatchEntryTable } from './batchEntryTable.js';
import { BatchOrderTable } from './batchOrderTable.js';
import { BatchReaderTable } from './batchReaderTable.js';
import { BatchWorkTable } from './batchWorkTable.js';
import type { JobTable } from '../jobs/jobTable.js';
import { OrderEntries } from './orderEntries.js';
import { DryRuns } from './dryRun.js';
import { entryKey, isLineJob } from '../jobs/entryKey.js';
import { ReaderLights } from './readerLights.js';
import { Line } from './line.js';
import { OpenOrders } from './openOrders.js';
import { Orders, wireEntry } from './orders.js';
import { LineReaders } from './lineReaders.js';
import { Placing, runOrderAction } from './placing.js';
import { BatchReports } from './report.js';
import { RunningCards } from './runningCards.js';

export interface BatchParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly ras: Ras;
  readonly types: Readonly<Record<JobKind, AnyJobType>>;
  readonly jobs: JobTable;
  readonly jobBoard: Pick<JobBoard, 'begin' | 'requireNoOpenJob'>;
  readonly readers: Pick<ReaderBoard, 'reader' | 'readers'>;
  readonly admission: Pick<Admission, 'admit' | 'requireUsable'>;
  readonly stock: Pick<Stock, 'balance'>;
  readonly approvals: Approvals;
  readonly kioskReaderId: () => string | null;
  readonly config: Pick<Config, 'batch' | 'letters'>;
  readonly logger: Logger;
  readonly announce: (event: Extract<WireEvent, { type: `batch${string}` }>) => void;
}

export class Batch {
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

  constructor(private readonly parts: BatchParts) {
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
      look: (id) => this.orders.order(id),
      isRaThere,
      changed: (order) => announce({ type: 'batchOrder', order }),
      listChanged: () => announce({ type: 'batch' }),
      refreshed: (supplyChanged) => this.#ordersRefreshed(supplyChanged),
      failed: (err) => logger.error({ err }, 'an order could not be told of'),
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
      ...{ orderEntries, entries, supply },
      lineReaders: this.#lineReaders,
      readerLights: this.#readerLights,
      running: this.#running,
      mayBegin: ({ raId }) => isRaThere(raId),
      wireJob: (job, journal) => wireJob(job, journal, parts.types[job.kind]),
      logger: logger.child({ part: 'batch' }),
      orderChanged: changed,
    });
    parts.approvals.register(runOrderAction({ orderEntries, changed }));
  }

  /** After the jobs are on their board, before the first card is told of. */
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

  async view(): Promise<WireBatchLine> {
    const [open, ended, failures] = await Promise.all([
      this.orders.open(),
      this.orders.ended(),
      this.orders.failures(),
    ]);
    const others = this.#lineReaders.all().filter((place) => place.reader !== null && !this.#readerLights.isShown(place));
    return {
      tiles: [...this.#readerLights.all()],
      otherReaders: others.map((place) => ({
        readerId: place.readerId,
        name: place.name,
        kiosk: this.#lineReaders.isKiosk(place),
        staffCard: place.reader?.holder === staffHolder,
      })),
      orders: [...open, ...ended],
      approvalAbove: this.parts.config.batch.approvalAbove,
      failures,
      outside: this.#running.outside().map(({ entry, job }) => ({
        orderId: entry.orderId,
        entry: { ...wireEntry(entry), jobId: job?.id ?? null, failure: job?.failure ?? null },
      })),
    };
  }

  /** Puts a reader on the line or takes it off; a card under way in it is finished. @throws {Failure} `job.create.readerUnknown` */
  async choosePlace({ operator }: StaffActor, readerId: string, onLine: boolean): Promise<WireBatchLine> {
    const place = this.#lineReaders.find(readerId);
    if (place === null) throw readerUnknown();
    await this.#lineReaders.choose(place, onLine);
    const action = onLine ? 'batch.readerOn' : 'batch.readerOff';
    await this.parts.audit.append({ actor: operator, action, subject: readerId, facts: { name: place.name } });
    if (place.reader !== null) this.readerChanged(place.reader);
    this.#line.offerAll();
    return this.view();
  }

  /** As `Line.takeUp`. */
  takeUp: Line['takeUp'] = (registration, card, begin) => this.#line.takeUp(registration, card, begin);

  // ---------------------------------------------------------------- what happens

  readerChanged(reader: ReaderView): void {
    this.#lineReaders.seen(reader);
    // What is seen in it afterwards is another card, whatever pcscd counts.
    if (reader.card === null) this.#readerLights.station(reader.id).last = null;
    this.#tellView();
    this.#readerLights.tell(reader.id);
  }

  /** Told while the board still knows it. */
  readerRemoved(): void {
    queueMicrotask(() => this.#readerLights.tellAll());
  }

  /** It was read and nobody holds it. */
  cardKnown(reader: ReaderView): void {
    this.#line.offer(reader);
  }

  raChanged(): void {
    this.#line.offerAll();
    this.#readerLights.tellAll();
  }

  jobChanged(job: Job, journal: readonly JournalEntry[]): void {
    if (!isLineJob(job)) return;
    this.#line.jobChanged(job, wireJob(job, journal, this.parts.types[job.kind]));
    this.#tellView();
  }

  #ordersRefreshed(supplyChanged: boolean): void {
    this.#line.offerAll();
    if (supplyChanged) this.#readerLights.tellAll();
  }

  /** A login by card takes its reader off the line; a card that is pulled half made is to be put back. */
  #tellView(): void {
    const lineReaders = this.#lineReaders.all().map((place) => [place.readerId, this.#readerLights.isShown(place)]);
    const shown = JSON.stringify([lineReaders, this.#running.outside().map(({ entry }) => entryKey(entry))]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.parts.announce({ type: 'batch' });
  }
}
