/** The checks' context inside the running gateway. */
import { join } from 'node:path';
import type { Database } from '../../base/database.js';
import type { SyslogStanding } from '../audit/auditSyslog.js';
import type { AuditStanding } from '../audit/auditWatch.js';
import type { Config } from '../../config/schema.js';
import type { GatewayIdentity } from '../../sync/ra-api/connector.js';
import { readIdentity, renewIdentity } from '../ras/raIdentity.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { CheckContext, ScreenReport } from './checkContext.js';
import { commandOf } from './machine.js';
import { boardView } from './pcscViews.js';

export interface GatewayContextParts {
  readonly config: Config;
  readonly database: Database;
  readonly readers: ReaderBoard;
  readonly ras: Ras;
  /** The link to this RA uses another certificate from now on. */
  readonly useIdentity: (raId: string, identity: GatewayIdentity) => void;
  readonly kioskScreen: () => ScreenReport | null;
  readonly audit: () => AuditStanding;
  readonly unreadableRows: () => readonly string[];
  readonly syslog: () => Promise<SyslogStanding | null>;
}

export function gatewayContext(parts: GatewayContextParts): CheckContext {
  const { config, database, readers, ras, useIdentity, kioskScreen, audit, unreadableRows, syslog } = parts;
  const { stateDirectory } = config;
  const store = {
    file: join(stateDirectory, 'gateway.db'),
    get: database.get.bind(database),
    all: database.all.bind(database),
  };
  return {
    config,
    inGateway: true,
    pcsc: boardView(readers),
    store: () => Promise.resolve(store),
    ras: ras.all.map(({ profile, connector, link }) => ({
      profile,
      connector,
      identity: () => readIdentity(profile, stateDirectory),
      renewIdentity: async () => {
        const identity = await renewIdentity(profile, stateDirectory, connector);
        useIdentity(profile.id, identity);
        return identity;
      },
      flush: () => link.flush(),
    })),
    storeHolder: async () => ({ pid: process.pid, command: await commandOf(process.pid), running: true }),
    gatewayAnswers: () => Promise.resolve(true),
    kioskScreen,
    audit,
    unreadableRows,
    syslog,
    compactStore: () => database.compact(),
  };
}
