/** The composition root: everything is built here, `start` and `stop` come in pairs and in opposite order. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock, timestamp, type Clock } from '../base/clock.js';
import type { Database } from '../base/database.js';
import { openCard } from '../card/drivers/registry.js';
import type { CardConnection, CardTransport } from '../card/transport/connection.js';
import { traced } from '../card/transport/trace.js';
import type { RaProfile } from '../config/raProfile.js';
import type { Config } from '../config/schema.js';
import { RaApiConnector } from '../sync/ra-api/connector.js';
import { createApiServer } from './api/server.js';
import { Admission } from './jobs/admission.js';
import { Audit, type AuditEntry } from './audit/audit.js';
import { Batch } from './batch/batch.js';
import { Claims } from './cases/claims.js';
import { createCounter, type Counter } from './cases/counter.js';
import { GatewayService } from './jobs/gatewayService.js';
import { adoptFirst, openStore, roundTrip } from './store/gatewayStore.js';
import { environmentChecks } from './health/checks/index.js';
import { Environment } from './health/environment.js';
import { gatewayContext } from './health/gatewayContext.js';
import { KioskScreen } from './health/kioskScreen.js';
import { MaintenanceSocket } from './health/maintenanceSocket.js';
import { ProgressWatch } from '../base/progress.js';
import { monotonicTicker } from '../base/ticker.js';
import { JobBoard } from './jobs/jobBoard.js';
import { wireJob } from './jobs/jobView.js';
import { TransportPins } from './jobs/transportPin.js';
import { jobTypes } from './jobs/types/index.js';
import { createStaff } from './operators/staff.js';
import { readAuthorities } from './operators/staffCertificates.js';
import { Restoration } from './backup/restoration.js';
import { identityName, readIdentity } from './ras/raIdentity.js';
import { RaLink } from './ras/raLink.js';
import { Ras } from './ras/ras.js';
import { Recovery } from './recovery/recovery.js';
import { ReaderBoard } from './readers/readerBoard.js';
import { JobTable } from './jobs/jobTable.js';
import { OutboxTable } from './ras/outboxTable.js';
import { RestorationTable } from './backup/restorationTable.js';
import { RegistrationTable } from './ras/registrationTable.js';
import { createSaving } from './saves/saving.js';
import { Subscribers } from './subscribers/subscribers.js';

export interface AppParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly transport: CardTransport;
  /** Opens the store; tests put a database in its place that stops at a chosen write. */
  readonly open?: (file: string) => Promise<Database>;
  /** The machine's when absent; tests set it back and forth. */
  readonly clock?: Clock;
}

export interface App {
  /** Where the screens are. */
  readonly url: string;
  /** What the watchdog examines. */
  readonly progress: ProgressWatch;
  stop(): Promise<void>;
}

async function connectRa(profile: RaProfile, stateDirectory: string): Promise<RaApiConnector> {
  const { url, caFile, timeoutMs } = profile.connector;
  const identity = await readIdentity(profile, stateDirectory);
  return new RaApiConnector({ url, timeoutMs, ca: await readFile(caFile, 'utf8'), ...identity });
}

/** Starts the gateway: it is ready when the promise resolves, with or without pcscd and the RA. */
export async function startApp({ config, logger, transport, open, clock = systemClock }: AppParts): Promise<App> {
  const { stateDirectory } = config;
  const connectors = await Promise.all(config.ras.map((profile) => connectRa(profile, stateDirectory)));
  const database = await openStore(stateDirectory, open);
  const transportPins = await TransportPins.open(join(stateDirectory, 'transport-pin.key'));

  const audit = new Audit(database, clock);
  const progress = new ProgressWatch();
  progress.probe('store', 10_000, () => roundTrip(database));
  const jobs = new JobTable(database, clock);
  const registrations = new RegistrationTable(database, clock);
  const readers = new ReaderBoard({
    transport,
    openCard: (connection) => openCard(logger.isLevelEnabled('debug') ? tracedTo(logger, connection) : connection),
    labels: config.readerNames,
    logger,
  });
  const ras = new Ras(
    connectors.map((connector, index) => {
      const profile = config.ras[index];
      if (profile === undefined) throw new Error('a connector for each profile');
      const link = new RaLink({
        raId: profile.id,
        connector,
        outbox: new OutboxTable(database, clock, profile.id),
        registrations,
        retryMs: profile.connector.retryMs,
        refreshMs: profile.connector.refreshSeconds * 1_000,
        logger: logger.child({ part: 'ra', ra: profile.id }),
        statusChanged: (status) => {
          gateway.announce({ type: 'ra', ra: status });
          batch.raChanged();
        },
        registrationsChanged: () => gateway.announce({ type: 'registrations' }),
      });
      return { profile, connector, link };
    }),
  );
  const jobBoard: JobBoard = new JobBoard({
    types: jobTypes,
    jobs,
    audit,
    readers,
    ras,
    transportPin: (cardSerial, pin, length) => transportPins.pinFor(cardSerial, pin, length),
    now: () => timestamp(clock),
    progress: progress.source('job'),
    logger,
    isHeldBack: (jobId) => restoration.isHeldBack(jobId),
    changed: (job, journal) => {
      gateway.jobChanged(job, journal);
      counter.jobChanged(job, journal);
      batch.jobChanged(job, journal);
    },
  });
  const subscribers = new Subscribers(ras, audit);
  const claims = new Claims(clock, audit, () => gateway.claimsChanged());
  const admission = new Admission({
    ...{ ras, subscribers, claims },
    cards: { requireUsable: (cardSerial) => counter.cards.requireUsable(cardSerial) },
    quarantines: { admit: (card, kind) => counter.quarantines.admit(card, kind) },
  });
  const gateway: GatewayService = new GatewayService({
    types: jobTypes,
    readers,
    jobBoard,
    jobs,
    registrations,
    ras,
    admission,
    subscribers,
    claims,
    isSpoiled: (cardSerial) => counter.cards.isSpoiled(cardSerial),
    quarantineOf: (card) => counter.quarantines.of(card),
    kioskReader: config.kioskReader,
  });
  const saving = createSaving(config.saves, audit, clock, () => gateway.announce({ type: 'sticks' }));
  const cardAuthorities = config.staff.cards && (await readAuthorities(config.staff.cards.caFile));
  const staff = createStaff({
    database,
    audit,
    clock,
    ticker: monotonicTicker,
    config: config.staff,
    cardAuthorities,
    crlDirectory: join(stateDirectory, 'crl'),
    readers,
    logger: logger.child({ part: 'staff' }),
    approvalsChanged: () => gateway.announce({ type: 'approvals' }),
  });
  const kioskScreen = new KioskScreen(clock);
  const record = (entry: AuditEntry): Promise<void> => audit.append(entry);
  const environment = new Environment({
    checks: environmentChecks(config),
    context: gatewayContext({
      config,
      database,
      readers,
      ras,
      useIdentity: (raId, identity) => connectors[config.ras.findIndex(({ id }) => id === raId)]?.useIdentity(identity),
      kioskScreen: () => kioskScreen.last,
    }),
    record,
    logger: logger.child({ part: 'environment' }),
  });
  const maintenance = new MaintenanceSocket(stateDirectory, environment, record);
  const counter: Counter = createCounter({
    ...{ database, clock, audit, ras, jobs, registrations, claims, jobBoard, readers, config },
    approvals: staff.approvals,
    logger: logger.child({ part: 'counter' }),
    readerChanged: (reader) => gateway.readerChanged(reader),
    batchOrders: () => batch.orders,
    batchLettersChanged: (letters) => gateway.announce({ type: 'batchLetters', letters }),
  });
  const restoration: Restoration = new Restoration({
    ...{ jobBoard, readers, ras, audit, cards: counter.cards },
    table: new RestorationTable(database, clock),
    ownName: async (raId) => identityName(await readIdentity(ras.byId(raId).profile, stateDirectory)),
    logger: logger.child({ part: 'restoration' }),
  });
  const batch: Batch = new Batch({
    ...{ database, clock, audit, ras, jobs, jobBoard, readers, admission, config, logger },
    types: jobTypes,
    stock: counter.stock,
    approvals: staff.approvals,
    kioskReaderId: () => gateway.kioskReaderId(),
    announce: (event) => gateway.announce(event),
  });
  const recovery = new Recovery({
    ...{ readers, jobs, jobBoard, ras, admission, claims, restoration, batch, types: jobTypes },
    records: counter.records,
    cards: counter.cards,
    wireJob: (job, journal) => wireJob(job, journal, jobTypes[job.kind]),
  });
  const api = createApiServer({
    config,
    gateway,
    subscribers,
    saves: saving.saves,
    staff,
    environment,
    kioskScreen,
    counter,
    batch,
    recovery,
    logger,
    clock,
  });

  await adoptFirst(database, config.ras[0]?.id ?? '');
  await counter.cards.start();
  await counter.quarantines.start();
  await restoration.load();
  await jobBoard.start();
  await counter.cards.endJobs();
  await restoration.start();
  await batch.start();
  for (const { link } of ras.all) await link.start();
  await counter.batchLetters.start();
  await readers.start({
    changed: (reader) => {
      gateway.readerChanged(reader);
      counter.cards.seen(reader);
      batch.readerChanged(reader);
      if (staff.cards.offered) gateway.announce({ type: 'cardReaders' });
    },
    removed: (readerId) => {
      gateway.readerRemoved(readerId);
      batch.readerRemoved();
      if (staff.cards.offered) gateway.announce({ type: 'cardReaders' });
    },
    pcscChanged: (available) => gateway.announce({ type: 'pcsc', available }),
    cardKnown: (reader) => {
      restoration.met(reader);
      jobBoard.resume(reader);
      batch.cardKnown(readers.reader(reader.id) ?? reader);
    },
  });
  const stopApprovals = staff.approvals.start();
  const stop = async (): Promise<void> => {
    await api.stop();
    await stopApprovals();
    await saving.stop();
    await maintenance.stop();
    restoration.stop();
    jobBoard.stop();
    batch.stop();
    await readers.stop();
    await jobBoard.idle();
    await restoration.idle();
    await batch.idle();
    await counter.cards.idle();
    await counter.quarantines.idle();
    await counter.batchLetters.stop();
    await Promise.all(ras.all.map(({ link }) => link.stop()));
    await Promise.all(connectors.map((connector) => connector.close()));
    transportPins.dispose();
    await database.close();
  };
  try {
    await saving.start();
    await maintenance.start();
    const { url } = await api.start();
    return { url, progress, stop };
  } catch (error) {
    // The address is taken: what runs already would keep the process alive.
    await stop();
    throw error;
  }
}

/** Each exchange on a line, with whatever could be a secret masked. */
function tracedTo(logger: Logger, connection: CardConnection): CardConnection {
  return traced(connection, (exchange) => logger.debug(exchange, 'APDU'));
}
