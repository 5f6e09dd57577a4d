/** 批次製卡: orders of many cards and the line of readers that they go through, put together. */
import type { Logger } from 'pino';
import type { Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Config } from '../../config/schema.js';
import type { JobKind, WireBatchLine, WireEvent } from '../contract/messages.js';
import type { Admission } from '../jobs/admission.js';
import type { Beginning } from '../jobs/beginning.js';
import type { Audit } from '../audit/audit.js';
import type { Stock } from '../stock/stock.js';
import type { StaffActor } from '../operators/actor.js';
import type { Job, JournalEntry } from '../jobs/job.js';
import type { JobBoard } from '../jobs/jobBoard.js';
import { wireJob } from '../jobs/jobView.js';
import type { AnyJobType } from '../jobs/jobType.js';
import type { Approvals } from '../operators/approvals.js';
import type { Ras } from '../ras/ras.js';
import { readerUnknown, staffHolder, type ReaderBoard, type ReaderView } from '../readers/readerBoard.js';
import { BatchEntryTable } from './batchEntryTable.js';
import { BatchOrderTable } from './batchOrderTable.js';
import { BatchReaderTable } from './batchReaderTable.js';
import { BatchWorkTable } from './batchWorkTable.js';
import type { JobTable } from '../jobs/jobTable.js';
import { Book } from './book.js';
import { DryRuns } from './dryRun.js';
import { entryKey, isLineJob } from '../jobs/entryKey.js';
import { Lights } from './lights.js';
import { Line } from './line.js';
import { OpenOrders } from './openOrders.js';
import { Orders, wireEntry } from './orders.js';
import { Places } from './places.js';
import { Placing, runOrderAction } from './placing.js';
import { BatchReports } from './report.js';
import { UnderWay } from './underWay.js';

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
  readonly announce: (event: Extract<WireEvent, { type: `batch${string}` }>) => void;
}

export class Batch {
  readonly dryRuns: DryRuns;
  readonly placing: Placing;
  readonly orders: Orders;
  readonly reports: BatchReports;
  readonly #places: Places;
  readonly #open: OpenOrders;
  readonly #underWay: UnderWay;
  readonly #lights: Lights;
  readonly #line: Line;
  #shown = '';

  constructor(private readonly parts: BatchParts) {
    const { database, audit, clock, ras, readers, config, announce, logger } = parts;
    const { approvalAbove } = config.batch;
    const [orders, entries] = [new BatchOrderTable(database), new BatchEntryTable(database)];
    const book = new Book({ database, orders, entries, audit, clock, approvalAbove });
    const changed = (orderId: string): Promise<void> => this.#open.refresh(orderId);
    const isRaThere = (raId: string): boolean => ras.serves(raId) && ras.byId(raId).link.status().reachable;
    const needsApproval = (total: number): boolean => book.needsApproval(total);
    this.dryRuns = new DryRuns({ ras, entries, clock, needsApproval });
    this.placing = new Placing({ ...parts, book, orders, entries, dryRuns: this.dryRuns, changed });
    this.orders = new Orders({ book, orders, entries, placing: this.placing, clock, changed });
    this.#places = new Places({
      table: new BatchReaderTable(database),
      readers: () => readers.readers(),
      kioskReaderId: parts.kioskReaderId,
    });
    this.reports = new BatchReports({
      orders: this.orders,
      work: new BatchWorkTable(database),
      stock: parts.stock,
      readerName: (readerId) => this.#places.find(readerId)?.name ?? readerId,
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
    this.#underWay = new UnderWay(() => readers.readers());
    this.#lights = new Lights({
      places: this.#places,
      underWay: this.#underWay,
      requireUsable: (card) => {
        parts.admission.requireUsable(card, 'issueCard');
        parts.jobBoard.requireNoOpenJob(card.serial);
      },
      supply,
      changed: (tile) => announce({ type: 'batchTile', tile }),
    });
    this.#line = new Line({
      ...parts,
      ...{ book, entries, supply },
      places: this.#places,
      lights: this.#lights,
      underWay: this.#underWay,
      mayBegin: ({ raId }) => isRaThere(raId),
      wireJob: (job, journal) => wireJob(job, journal, parts.types[job.kind]),
      logger: logger.child({ part: 'batch' }),
      orderChanged: changed,
    });
    parts.approvals.register(runOrderAction({ book, changed }));
  }

  /** After the jobs are on their board, before the first card is told of. */
  async start(): Promise<void> {
    await this.#places.start();
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
    const others = this.#places.all().filter((place) => place.reader !== null && !this.#lights.isShown(place));
    return {
      tiles: [...this.#lights.all()],
      otherReaders: others.map((place) => ({
        readerId: place.readerId,
        name: place.name,
        kiosk: this.#places.isKiosk(place),
        staffCard: place.reader?.holder === staffHolder,
      })),
      orders: [...open, ...ended],
      approvalAbove: this.parts.config.batch.approvalAbove,
      failures,
      outside: this.#underWay.outside().map(({ entry, job }) => ({
        orderId: entry.orderId,
        entry: { ...wireEntry(entry), jobId: job?.id ?? null, failure: job?.failure ?? null },
      })),
    };
  }

  /** Puts a reader on the line or takes it off; a card under way in it is finished. @throws {Failure} `job.create.readerUnknown` */
  async choosePlace({ operator }: StaffActor, readerId: string, onLine: boolean): Promise<WireBatchLine> {
    const place = this.#places.find(readerId);
    if (place === null) throw readerUnknown();
    await this.#places.choose(place, onLine);
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
    this.#places.seen(reader);
    // What is seen in it afterwards is another card, whatever pcscd counts.
    if (reader.card === null) this.#lights.station(reader.id).last = null;
    this.#tellView();
    this.#lights.tell(reader.id);
  }

  /** Told while the board still knows it. */
  readerRemoved(): void {
    queueMicrotask(() => this.#lights.tellAll());
  }

  /** It was read and nobody holds it. */
  cardKnown(reader: ReaderView): void {
    this.#line.offer(reader);
  }

  raChanged(): void {
    this.#line.offerAll();
    this.#lights.tellAll();
  }

  jobChanged(job: Job, journal: readonly JournalEntry[]): void {
    if (!isLineJob(job)) return;
    this.#line.jobChanged(job, wireJob(job, journal, this.parts.types[job.kind]));
    this.#tellView();
  }

  #ordersRefreshed(supplyChanged: boolean): void {
    this.#line.offerAll();
    if (supplyChanged) this.#lights.tellAll();
  }

  /** A login by card takes its reader off the line; a card that is pulled half made is to be put back. */
  #tellView(): void {
    const places = this.#places.all().map((place) => [place.readerId, this.#lights.isShown(place)]);
    const shown = JSON.stringify([places, this.#underWay.outside().map(({ entry }) => entryKey(entry))]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.parts.announce({ type: 'batch' });
  }
}
