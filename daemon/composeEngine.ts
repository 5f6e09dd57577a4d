/** Builds what all work of the gateway needs: tables, readers, RAs, the job board and the staff. */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { timestamp, type Clock } from '../base/clock.js';
import { ProgressWatch } from '../base/progress.js';
import { monotonicTicker } from '../base/ticker.js';
import { openCard } from '../card/drivers/registry.js';
import type { CardConnection, CardTransport } from '../card/transport/connection.js';
import { traced } from '../card/transport/trace.js';
import type { Config } from '../config/schema.js';
import { Audit } from './audit/audit.js';
import { AuditSyslog } from './audit/auditSyslog.js';
import { AuditWatch } from './audit/auditWatch.js';
import { syslogReceiver } from './audit/syslogReceiver.js';
import { Claims } from './cases/claims.js';
import type { AppEventMap, AppEvents } from './events.js';
import { JobBoard } from './jobs/jobBoard.js';
import { JobTable } from './jobs/jobTable.js';
import { PukTries } from './jobs/pukTries.js';
import { jobTypes } from './jobs/kinds/index.js';
import { createStaff, type Staff } from './operators/staff.js';
import { auditRa } from './ras/auditRa.js';
import { OutboxTable } from './ras/outboxTable.js';
import { RaLink } from './ras/raLink.js';
import { Ras, type Ra } from './ras/ras.js';
import { ReleaseTable } from './ras/releaseTable.js';
import { RegistrationTable } from './ras/registrationTable.js';
import { ReaderBoard } from './readers/readerBoard.js';
import { familiesOf } from './readers/vendorModules.js';
import type { ConnectedRa, Resources } from './resources.js';
import { Screens } from './screens/screens.js';
import { roundTrip } from './store/gatewayStore.js';
import { UnreadableRows } from './store/unreadableRows.js';
import { Subscribers } from './subscribers/subscribers.js';

/** What the gateway is built from. */
export interface Foundation extends Resources {
  readonly config: Config;
  readonly logger: Logger;
  readonly transport: CardTransport;
  readonly clock: Clock;
}

/** What every part may use. */
export interface Basis extends Foundation {
  readonly events: AppEvents;
  readonly progress: ProgressWatch;
  readonly audit: Audit;
  readonly jobs: JobTable;
  readonly unreadableRows: UnreadableRows;
  readonly registrations: RegistrationTable;
  readonly pukTries: PukTries;
  /** Ids of jobs from a restored copy of the store whose real progress is not known yet. */
  readonly heldBack: Set<string>;
}

/** Cards, jobs and people, without the work that is done with them. */
export interface Engine {
  readonly readers: ReaderBoard;
  readonly ras: Ras;
  readonly jobBoard: JobBoard;
  readonly subscribers: Subscribers;
  readonly claims: Claims;
  readonly staff: Staff;
  readonly screens: Screens;
  readonly auditWatch: AuditWatch;
  /** null: no entry is sent to a syslog receiver. */
  readonly auditSyslog: AuditSyslog | null;
}

/** Builds what every part may use. @param foundation what was opened before */
export function composeBasis(foundation: Foundation): Basis {
  const { database, clock, logger } = foundation;
  const unreadableRows = new UnreadableRows(logger.child({ part: 'store' }));
  const progress = new ProgressWatch();
  progress.probe('store', 10_000, () => roundTrip(database));
  return {
    ...foundation,
    events: new EventEmitter<AppEventMap>(),
    progress,
    audit: new Audit(database, clock),
    unreadableRows,
    jobs: new JobTable(database, clock, unreadableRows.leftOut),
    registrations: new RegistrationTable(database, clock),
    pukTries: new PukTries(database, clock),
    heldBack: new Set(),
  };
}

/** Builds the engine. */
export function composeEngine(basis: Basis): Engine {
  const { clock, audit, events, connected } = basis;
  const readers = composeReaders(basis);
  const ras = new Ras(connected.map((ra) => composeRa(basis, ra)));
  return {
    readers,
    ras,
    jobBoard: composeJobBoard(basis, readers, ras),
    subscribers: new Subscribers(ras, audit),
    claims: new Claims(clock, audit, () => events.emit('claimsChanged')),
    staff: composeStaff(basis, readers),
    auditWatch: composeAuditWatch(basis, ras),
    auditSyslog: composeAuditSyslog(basis),
    screens: new Screens({ database: basis.database, audit, clock, ticker: monotonicTicker }),
  };
}

function composeAuditWatch({ database, clock, config, logger, connected }: Basis, ras: Ras): AuditWatch {
  return new AuditWatch({
    database,
    clock,
    logger: logger.child({ part: 'audit' }),
    headMs: config.audit.headMinutes * 60_000,
    ras: connected.map((one) => auditRa(one, ras.byId(one.profile.id).link, config.stateDirectory)),
  });
}

function composeAuditSyslog({ database, clock, config, logger }: Basis): AuditSyslog | null {
  const settings = config.audit.syslog;
  if (settings === null) return null;
  const receiver = syslogReceiver(settings);
  return new AuditSyslog({ database, clock, settings, receiver, logger: logger.child({ part: 'syslog' }) });
}

function composeReaders({ transport, config, logger }: Basis): ReaderBoard {
  const families = familiesOf(config);
  return new ReaderBoard({
    transport,
    openCard: (connection) =>
      openCard(logger.isLevelEnabled('debug') ? tracedTo(logger, connection) : connection, families),
    labels: config.readerNames,
    logger,
  });
}

/** Logs each exchange, with everything that could be a secret masked. */
function tracedTo(logger: Logger, connection: CardConnection): CardConnection {
  return traced(connection, (exchange) => logger.debug(exchange, 'APDU'));
}

function composeRa({ database, clock, registrations, logger, events }: Basis, { profile, connector }: ConnectedRa): Ra {
  const { id: raId } = profile;
  const { retryMs, refreshSeconds } = profile.connector;
  const link = new RaLink({
    raId,
    connector,
    outbox: new OutboxTable(database, clock, raId),
    registrations,
    retryMs,
    refreshMs: refreshSeconds * 1_000,
    logger: logger.child({ part: 'ra', ra: raId }),
    statusChanged: (status) => events.emit('raStatusChanged', status),
    registrationsChanged: () => events.emit('registrationsChanged'),
  });
  return { profile, connector, link };
}

function composeJobBoard(basis: Basis, readers: ReaderBoard, ras: Ras): JobBoard {
  const { database, jobs, pukTries, audit, transportPins, clock, progress, logger, heldBack, events } = basis;
  return new JobBoard({
    types: jobTypes,
    jobs,
    audit,
    readers,
    ras,
    transportPin: (cardSerial, pin, rule) => transportPins.pinFor(cardSerial, pin, rule),
    now: () => timestamp(clock),
    releases: new ReleaseTable(database, clock),
    pukTries,
    progress: progress.source('job'),
    logger,
    isHeldBack: (jobId) => heldBack.has(jobId),
    changed: (job, journal) => events.emit('jobChanged', job, journal),
  });
}

function composeStaff(basis: Basis, readers: ReaderBoard): Staff {
  const { database, audit, clock, config, cardAuthorities, logger, events, unreadableRows } = basis;
  return createStaff({
    database,
    audit,
    clock,
    ticker: monotonicTicker,
    config: config.staff,
    cardAuthorities,
    crlDirectory: join(config.stateDirectory, 'crl'),
    readers,
    logger: logger.child({ part: 'staff' }),
    leftOut: unreadableRows.leftOut,
    approvalsChanged: () => events.emit('approvalsChanged'),
  });
}
