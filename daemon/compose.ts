/** Builds the parts of the gateway and connects them. Nothing starts here: building reads no file and opens no socket. */
import type { ProgressWatch } from '../base/progress.js';
import { createApiServer, type ApiServer } from './api/server.js';
import { AuditLog } from './audit/auditLog.js';
import { Restoration } from './backup/restoration.js';
import { RestorationTable } from './backup/restorationTable.js';
import { Batch } from './batch/batch.js';
import { createCounter, type Counter } from './cases/counter.js';
import { composeBasis, composeEngine, type Basis, type Engine, type Foundation } from './composeEngine.js';
import type { AppEvents } from './events.js';
import { environmentChecks } from './health/checks/index.js';
import { Environment } from './health/environment.js';
import { gatewayContext } from './health/gatewayContext.js';
import { KioskScreen } from './health/kioskScreen.js';
import { MaintenanceSocket } from './health/maintenanceSocket.js';
import { Admission } from './jobs/admission.js';
import { Beginning } from './jobs/beginning.js';
import { GatewayService } from './jobs/gatewayService.js';
import { jobTypes } from './jobs/kinds/index.js';
import type { PukTries } from './jobs/pukTries.js';
import { Visibility } from './jobs/visibility.js';
import { identityName, readIdentity } from './ras/raIdentity.js';
import { Recovery } from './recovery/recovery.js';
import type { Resources } from './resources.js';
import { createSaving, type Saving } from './saves/saving.js';
import { subscribeAll } from './subscriptions.js';

/** The parts that have to be started, and those that other code asks while the gateway runs. */
export interface Composed extends Work, Frontage {
  readonly events: AppEvents;
  readonly progress: ProgressWatch;
  readonly database: Resources['database'];
  readonly pukTries: PukTries;
}

/** The work at the counter, the kiosk and the batch line. */
interface Work extends Engine {
  readonly counter: Counter;
  readonly beginning: Beginning;
  readonly gateway: GatewayService;
  readonly batch: Batch;
  readonly restoration: Restoration;
}

/** The parts through which screens, phones and the shell reach the gateway. */
interface Frontage {
  readonly saving: Saving;
  readonly maintenance: MaintenanceSocket;
  readonly api: ApiServer;
}

/** @returns the gateway, built and not started */
export function compose(foundation: Foundation): Composed {
  const basis = composeBasis(foundation);
  const engine = composeEngine(basis);
  const work = composeWork(basis, engine);
  const frontage = composeFrontage(basis, work);
  const { events, progress, database, pukTries } = basis;
  subscribeAll(events, work);
  return { ...work, ...frontage, events, progress, database, pukTries };
}

function composeWork(basis: Basis, engine: Engine): Work {
  // The counter prints the letters of batch orders, and the batch line takes blanks from the counter's stock. The closure breaks that
  // circle: it is called only when both exist.
  const counter: Counter = composeCounter(basis, engine, () => batch.orders);
  const { ras, subscribers, claims, readers } = engine;
  const { cards, quarantines } = counter;
  const { pukTries } = basis;
  const admission = new Admission({ types: jobTypes, ras, subscribers, claims, cards, quarantines, pukTries, readers });
  const visibility = new Visibility({
    readers: engine.readers,
    jobBoard: engine.jobBoard,
    kioskReader: basis.config.kioskReader,
  });
  const beginning = composeBeginning(basis, engine, { admission, visibility });
  const gateway = composeGateway(basis, engine, { counter, beginning, visibility });
  const batch: Batch = composeBatch(basis, engine, { counter, admission, beginning, visibility });
  const restoration = composeRestoration(basis, engine, counter);
  return { ...engine, counter, beginning, gateway, batch, restoration };
}

function composeCounter(basis: Basis, engine: Engine, batchOrders: () => Batch['orders']): Counter {
  const { database, clock, audit, jobs, registrations, config, logger, events, unreadableRows } = basis;
  const { ras, claims, jobBoard, readers, staff } = engine;
  return createCounter({
    database,
    clock,
    audit,
    ras,
    jobs,
    registrations,
    claims,
    jobBoard,
    readers,
    config,
    batchOrders,
    approvals: staff.approvals,
    leftOut: unreadableRows.leftOut,
    logger: logger.child({ part: 'counter' }),
    readerChanged: (reader) => events.emit('cardStandingChanged', reader),
    batchLettersChanged: (letters) => events.emit('batchLettersChanged', letters),
  });
}

function composeBeginning(
  { jobs, registrations }: Basis,
  { readers, jobBoard, subscribers }: Engine,
  { admission, visibility }: { readonly admission: Admission; readonly visibility: Visibility },
): Beginning {
  return new Beginning({
    types: jobTypes,
    readers,
    jobs,
    registrations,
    jobBoard,
    admission,
    subscribers,
    visibility,
  });
}

function composeGateway(
  basis: Basis,
  engine: Engine,
  { counter, beginning, visibility }: Pick<Work, 'counter' | 'beginning'> & { readonly visibility: Visibility },
): GatewayService {
  const { jobs, registrations, pukTries } = basis;
  const { readers, jobBoard, ras, subscribers, claims } = engine;
  return new GatewayService({
    readers,
    jobBoard,
    jobs,
    registrations,
    pukTries,
    ras,
    subscribers,
    claims,
    beginning,
    visibility,
    types: jobTypes,
    isSpoiled: (cardSerial) => counter.cards.isSpoiled(cardSerial),
    quarantineOf: (card) => counter.quarantines.of(card),
  });
}

function composeBatch(
  basis: Basis,
  { ras, jobBoard, readers, staff }: Engine,
  ways: {
    readonly counter: Counter;
    readonly admission: Admission;
    readonly beginning: Beginning;
    readonly visibility: Visibility;
  },
): Batch {
  const { database, clock, audit, jobs, config, logger, events } = basis;
  const { counter, admission, beginning, visibility } = ways;
  return new Batch({
    database,
    clock,
    audit,
    ras,
    jobs,
    jobBoard,
    readers,
    admission,
    beginning,
    config,
    logger,
    types: jobTypes,
    stock: counter.stock,
    approvals: staff.approvals,
    kioskReaderId: () => visibility.kioskReaderId(),
    announce: (event) => events.emit('lineChanged', event),
  });
}

function composeRestoration(basis: Basis, { jobBoard, readers, ras }: Engine, { cards }: Counter): Restoration {
  const { database, clock, audit, config, heldBack, logger } = basis;
  const { stateDirectory } = config;
  return new Restoration({
    jobBoard,
    readers,
    ras,
    audit,
    cards,
    heldBack,
    table: new RestorationTable(database, clock),
    ownName: async (raId) => identityName(await readIdentity(ras.byId(raId).profile, stateDirectory)),
    logger: logger.child({ part: 'restoration' }),
  });
}

function composeFrontage(basis: Basis, work: Work): Frontage {
  const { audit, clock, config, logger, events } = basis;
  const { gateway, subscribers, staff, screens, counter, batch } = work;
  const sticksChanged = (): void => void events.emit('sticksChanged');
  const saving = createSaving({ config: config.saves, audit, clock, sticksChanged });
  const kioskScreen = new KioskScreen(clock);
  const environment = composeEnvironment(basis, work, kioskScreen);
  const api = createApiServer({
    config,
    gateway,
    ras: work.ras,
    subscribers,
    staff,
    screens,
    environment,
    kioskScreen,
    counter,
    batch,
    logger,
    clock,
    saves: saving.saves,
    auditLog: new AuditLog(basis),
    recovery: composeRecovery(basis, work),
  });
  const maintenance = new MaintenanceSocket({
    stateDirectory: config.stateDirectory,
    environment,
    screens,
    record: (entry) => audit.append(entry),
  });
  return { saving, maintenance, api };
}

function composeEnvironment(
  basis: Basis,
  { readers, ras, auditWatch, auditSyslog }: Engine,
  kioskScreen: KioskScreen,
): Environment {
  const { config, database, connected, audit, logger, unreadableRows } = basis;
  return new Environment({
    checks: environmentChecks(config),
    context: gatewayContext({
      config,
      database,
      readers,
      ras,
      useIdentity: (raId, identity) =>
        connected.find(({ profile }) => profile.id === raId)?.connector.useIdentity(identity),
      kioskScreen: () => kioskScreen.last,
      audit: () => auditWatch.standing,
      unreadableRows: () => unreadableRows.all(),
      syslog: () => auditSyslog?.standing() ?? Promise.resolve(null),
    }),
    record: (entry) => audit.append(entry),
    logger: logger.child({ part: 'environment' }),
  });
}

function composeRecovery({ jobs }: Basis, work: Work): Recovery {
  const { readers, jobBoard, ras, beginning, restoration, batch, counter } = work;
  return new Recovery({
    readers,
    jobs,
    jobBoard,
    ras,
    beginning,
    restoration,
    batch,
    types: jobTypes,
    records: counter.records,
    cards: counter.cards,
  });
}
