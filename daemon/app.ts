/** The composition root: everything is built here, `start` and `stop` come in pairs and in opposite order. */
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock } from '../base/clock.js';
import { openDatabase, type Database } from '../base/database.js';
import { projectPath } from '../base/projectRoot.js';
import { openCard } from '../card/drivers/registry.js';
import type { CardConnection, CardTransport } from '../card/transport/connection.js';
import { traced } from '../card/transport/trace.js';
import type { Config } from '../config/schema.js';
import { RaApiConnector } from '../sync/ra-api/connector.js';
import { createApiServer } from './api/server.js';
import { Audit } from './audit/audit.js';
import { GatewayService } from './gatewayService.js';
import { ProgressWatch } from './health/progress.js';
import { JobBoard } from './jobs/jobBoard.js';
import { TransportPins } from './jobs/transportPin.js';
import { jobTypes } from './jobs/types/index.js';
import { Operators } from './operators/operators.js';
import { RaLink } from './raLink.js';
import { ReaderBoard } from './readers/readerBoard.js';
import { JobTable } from './store/jobTable.js';
import { OutboxTable } from './store/outboxTable.js';
import { RegistrationTable } from './store/registrationTable.js';

export interface AppParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly transport: CardTransport;
  /** Opens the store; tests put a database in its place that dies at a chosen write. */
  readonly open?: (file: string) => Promise<Database>;
}

export interface App {
  /** Where the screens are. */
  readonly url: string;
  /** What the watchdog examines. */
  readonly progress: ProgressWatch;
  stop(): Promise<void>;
}

/** Opens the store of a gateway that is not running, or about to. @throws {DatabaseInUseError} */
export async function openStore(
  stateDirectory: string,
  open = (file: string): Promise<Database> => openDatabase(file, projectPath('daemon', 'store', 'migrations')),
): Promise<Database> {
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const file = join(stateDirectory, 'gateway.db');
  const database = await open(file);
  await chmod(file, 0o600);
  return database;
}

async function connectRa({ ra }: Config): Promise<RaApiConnector> {
  const [ca, certificate, key] = await Promise.all(
    [ra.caFile, ra.certificateFile, ra.keyFile].map((file) => readFile(file, 'utf8')),
  );
  return new RaApiConnector({
    url: ra.url,
    ca: ca ?? '',
    certificate: certificate ?? '',
    key: key ?? '',
    timeoutMs: ra.timeoutMs,
  });
}

/** Starts the gateway: it is ready when the promise resolves, with or without pcscd and the RA. */
export async function startApp({ config, logger, transport, open }: AppParts): Promise<App> {
  const { stateDirectory, pinPolicy } = config;
  const clock = systemClock;
  const ra = await connectRa(config);
  const database = await openStore(stateDirectory, open);
  const transportPins = await TransportPins.open(join(stateDirectory, 'transport-pin.key'));

  const audit = new Audit(database, clock);
  const operators = new Operators(database, audit, clock);
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
  const raLink: RaLink = new RaLink({
    connector: ra,
    outbox: new OutboxTable(database, clock),
    registrations,
    retryMs: config.ra.retryMs,
    logger: logger.child({ part: 'ra' }),
    statusChanged: (status) => gateway.announce({ type: 'ra', ra: status }),
    registrationsChanged: () => gateway.announce({ type: 'registrations' }),
  });
  const jobBoard: JobBoard = new JobBoard({
    types: jobTypes,
    jobs,
    outbox: raLink,
    audit,
    readers,
    services: {
      ra,
      pinPolicy,
      flushOutbox: () => raLink.flush(),
      transportPin: (cardSerial, pin, length) => transportPins.pinFor(cardSerial, pin, length),
    },
    pinPolicy,
    raBack: (signal) => raLink.back(signal),
    raPauseMs: config.ra.retryMs,
    progress: progress.source('job'),
    logger,
    changed: (job, journal) => gateway.jobChanged(job, journal),
  });
  const gateway: GatewayService = new GatewayService({
    types: jobTypes,
    readers,
    jobBoard,
    jobs,
    registrations,
    raLink,
    ra,
    pinPolicy,
    kioskReader: config.kioskReader,
  });
  const api = createApiServer({ config, gateway, operators, logger, clock });

  await jobBoard.start();
  await raLink.start();
  await readers.start({
    changed: (reader) => gateway.readerChanged(reader),
    removed: (readerId) => gateway.readerRemoved(readerId),
    pcscChanged: (available) => gateway.announce({ type: 'pcsc', available }),
    cardKnown: (reader) => jobBoard.resume(reader),
  });
  const stop = async (): Promise<void> => {
    await api.stop();
    jobBoard.stop();
    await readers.stop();
    await jobBoard.idle();
    await raLink.stop();
    await ra.close();
    transportPins.dispose();
    await database.close();
  };
  try {
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

/** A write through the writer queue to the disk, and read again: what every job needs. */
async function roundTrip(database: Database): Promise<void> {
  const stamp = new Date().toISOString();
  await database.run(
    "INSERT INTO setting (name, value) VALUES ('watchdog', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [stamp],
  );
  const row = await database.get<{ value: string }>("SELECT value FROM setting WHERE name = 'watchdog'");
  if (row?.value !== stamp) throw new Error('a row that was written was not read again');
}
