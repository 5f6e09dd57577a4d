/** The job engine on a transport and cards without content, for what no virtual card can be made to do at the right moment. */
import { join } from 'node:path';
import { pino } from 'pino';
import type { Test } from 'tap';
import { systemClock, timestamp } from '../../../base/clock.js';
import { openDatabase, type Database, type Executor } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import type { CardDriver, PinRule, PinStatus } from '../../../card/drivers/driver.js';
import type { CardTransport, TransportEvents } from '../../../card/transport/connection.js';
import type { RaConnector } from '../../../sync/connector.js';
import type { WireEvent } from '../../../daemon/contract/messages.js';
import { Admission } from '../../../daemon/jobs/admission.js';
import { Beginning } from '../../../daemon/jobs/beginning.js';
import { Visibility } from '../../../daemon/jobs/visibility.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { Claims } from '../../../daemon/cases/claims.js';
import { GatewayService } from '../../../daemon/jobs/gatewayService.js';
import { ProgressWatch } from '../../../base/progress.js';
import { JobBoard } from '../../../daemon/jobs/jobBoard.js';
import type { AnyJobType, JobType } from '../../../daemon/jobs/jobType.js';
import type { JobInput } from '../../../daemon/jobs/job.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import type { PinPolicy, RaProfile } from '../../../config/raProfile.js';
import type { RaLink } from '../../../daemon/ras/raLink.js';
import { Ras } from '../../../daemon/ras/ras.js';
import { ReleaseTable } from '../../../daemon/ras/releaseTable.js';
import { ReaderBoard } from '../../../daemon/readers/readerBoard.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import { PukTries } from '../../../daemon/jobs/pukTries.js';
import { OutboxTable } from '../../../daemon/ras/outboxTable.js';
import { RegistrationTable } from '../../../daemon/ras/registrationTable.js';
import { Subscribers } from '../../../daemon/subscribers/subscribers.js';
import { twoPins } from '../../harness/capabilities.js';

const rule: PinRule = { minLength: 6, maxLength: 16, characters: '[0-9A-Za-z]' };
const policy: PinPolicy = { ...rule, weak: { patterns: true, personal: true, common: [] } };
const atr = Uint8Array.of(0x3b, 0x80);

/** Readers and cards appear when a test says so. */
export class HandTransport implements CardTransport {
  #events: TransportEvents | null = null;
  #insertion = 0;

  start(events: TransportEvents): Promise<void> {
    this.#events = events;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#events = null;
    return Promise.resolve();
  }

  connect(reader: string): ReturnType<CardTransport['connect']> {
    const transmit = (): never => {
      throw new Error('these cards hear no APDU');
    };
    return Promise.resolve({ reader, atr, protocol: 'T=1', transmit, disconnect: () => Promise.resolve() });
  }

  insert(reader: string): void {
    this.#events?.readerChanged({ reader, card: { present: true, atr } }, ++this.#insertion);
  }

  remove(reader: string): void {
    this.#events?.readerChanged({ reader, card: { present: false } }, this.#insertion);
  }

  unplug(reader: string): void {
    this.#events?.readerRemoved(reader);
  }
}

export interface Engine {
  readonly store: Database;
  readonly transport: HandTransport;
  readonly readers: ReaderBoard;
  readonly jobs: JobTable;
  readonly jobBoard: JobBoard;
  readonly beginning: Beginning;
  readonly gateway: GatewayService;
  /** From now on every write fails, as on a full disk; or no longer. */
  storeFails: boolean;
  /** How often the outbox was asked to send what it has. */
  delivered: number;
  /** Writes that fail, each by its SQL: none until a test says otherwise. */
  refuses: (sql: string) => boolean;
  /** What opening a card gives; the card of serial 00AA until a test says otherwise. */
  open: () => CardDriver;
  /** Resolves when `holds` is true, looked at after each event. */
  until(holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

export const serial = '00AA';

/** What a kind of job for a test has beside its steps. */
export const asViewCard = {
  kind: 'viewCard',
  needsRa: 'never',
  makesKeys: 'no',
  bindsCard: false,
  onlyReads: true,
  input: jobTypes.viewCard.input,
  admit: () => ({}),
  result: () => ({ cardSerial: serial, lifeCycle: 'issued', certificates: [], pins: [] }),
} as const satisfies Omit<JobType<'viewCard', JobInput, unknown>, 'steps'>;

/** A locked card whose PINs may be asked for. */
export function lockedCard(): CardDriver {
  const status = (reference: 1 | 2): PinStatus => ({
    reference,
    pukSet: true,
    pinSet: true,
    triesLeft: 0,
    maxTries: 3,
  });
  const card = {
    identity: { family: 'test', serial, atr },
    capabilities: twoPins({ rule }),
    pinStatus: (reference: 1 | 2) => Promise.resolve(status(reference)),
    /** As its other methods say, which a test may have replaced. */
    async read(this: CardDriver) {
      const pins = [await this.pinStatus(1), await this.pinStatus(2)];
      return { pins, lifeCycle: await this.lifeCycle(), certificates: [] };
    },
    lifeCycle: () => Promise.resolve('issued'),
    uses: () => Promise.resolve([]),
  };
  return card as unknown as CardDriver;
}

interface EngineOptions {
  /** What stands in the place of `viewCard`. */
  viewCard?: AnyJobType;
  ra?: Partial<RaConnector>;
  /** As in the profile of the RA. */
  escrowKeys?: readonly string[];
  pinPolicy?: PinPolicy;
}

export async function startEngine(
  t: Test,
  { viewCard = jobTypes.viewCard, ra = {}, escrowKeys = [], pinPolicy = policy }: EngineOptions = {},
): Promise<Engine> {
  const folder = t.testdir();
  const database = await openDatabase(join(folder, 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
  const runOf =
    (executor: Executor): Executor['run'] =>
    (sql, params) =>
      engine.storeFails || engine.refuses(sql)
        ? Promise.reject(new Error('SQLITE_FULL: database or disk is full'))
        : executor.run(sql, params);
  const store: Database = {
    get: (sql, params) => database.get(sql, params),
    all: (sql, params) => database.all(sql, params),
    transaction: (work) =>
      database.transaction((tx) =>
        work({ get: (sql, params) => tx.get(sql, params), all: (sql, params) => tx.all(sql, params), run: runOf(tx) }),
      ),
    compact: () => database.compact(),
    close: () => database.close(),
    run: runOf(database),
  };
  const logger = pino({ level: 'silent' });
  const transport = new HandTransport();
  const jobs = new JobTable(store, systemClock);
  const pukTries = new PukTries(store, systemClock);
  const outbox = new OutboxTable(store, systemClock, 'test');
  const link = {
    status: () => ({ raId: 'test', reachable: true, since: '', outbox: 0 }),
    enqueue: outbox.enqueue.bind(outbox),
    enqueueIn: outbox.enqueueIn.bind(outbox),
    deliver: () => void (engine.delivered += 1),
    flush: () => Promise.resolve(),
    back: (signal: AbortSignal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
  } as unknown as RaLink;
  const pins = { escrowKeys, clockToleranceMinutes: 5 };
  const profile = { id: 'test', pinPolicy, connector: { retryMs: 1 }, ...pins } as RaProfile;
  const ras = new Ras([{ profile, connector: ra as RaConnector, link }]);
  const readers = new ReaderBoard({ transport, openCard: () => Promise.resolve(engine.open()), labels: {}, logger });
  const types = { ...jobTypes, viewCard: { ...viewCard, kind: 'viewCard' as const } };
  const jobBoard: JobBoard = new JobBoard({
    isHeldBack: () => false,
    types,
    jobs,
    ras,
    audit: new Audit(store, systemClock),
    readers,
    transportPin: () => {
      throw new Error('no job here needs one');
    },
    now: () => timestamp(systemClock),
    releases: new ReleaseTable(store, systemClock),
    pukTries,
    progress: new ProgressWatch().source('job'),
    logger,
    changed: (job, journal) => {
      gateway.jobChanged(job, journal);
      look();
    },
  });
  const subscribers = new Subscribers(ras, { append: () => Promise.resolve() });
  const claims = new Claims(systemClock, { append: () => Promise.resolve() }, () => gateway.claimsChanged());
  const visibility = new Visibility({ readers, jobBoard, kioskReader: 'kiosk' });
  const admission = new Admission({
    ...{ types, ras, subscribers, claims, pukTries, readers },
    cards: { requireUsable: () => undefined },
    quarantines: { admit: () => undefined },
  });
  const registrations = new RegistrationTable(store, systemClock);
  const beginning = new Beginning({
    ...{ types, readers, jobs, registrations, jobBoard, admission, subscribers, visibility },
  });
  const gateway: GatewayService = new GatewayService({
    ...{ types, readers, jobBoard, jobs, ras, subscribers, claims, visibility, pukTries },
    beginning,
    registrations,
    isSpoiled: () => false,
    quarantineOf: () => null,
  });
  const watchers = new Set<() => void>();
  const look = (): void => {
    for (const watcher of watchers) watcher();
  };
  const engine: Engine = {
    store,
    transport,
    readers,
    jobs,
    jobBoard,
    beginning,
    gateway,
    storeFails: false,
    delivered: 0,
    refuses: () => false,
    open: lockedCard,
    until: (holds) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (!holds()) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
      }),
    stop: async () => {
      jobBoard.stop();
      await readers.stop();
      await jobBoard.idle();
    },
  };
  await readers.start({
    changed: (reader) => {
      gateway.readerChanged(reader);
      look();
    },
    removed: (readerId) => gateway.readerRemoved(readerId),
    pcscChanged: () => undefined,
    cardKnown: (reader) => jobBoard.resume(reader),
  });
  t.teardown(async () => {
    await engine.stop();
    await database.close();
  });
  return engine;
}

/** Everything that an actor is told from now on. */
export function heardBy(gateway: GatewayService, actor: Parameters<GatewayService['subscribe']>[0]): WireEvent[] {
  const heard: WireEvent[] = [];
  gateway.subscribe(actor, (event) => heard.push(event));
  return heard;
}
