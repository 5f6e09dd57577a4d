/**
 * The gateway, composed as always, with a store that ends the process (SIGKILL) at a chosen durable write of its jobs:
 * `before:7` dies with the seventh write not on the disk, `after:7` as soon as it is.
 */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openDatabase, type Database, type SqlValue } from '../../base/database.js';
import { projectPath } from '../../base/projectRoot.js';
import { PcscTransport } from '../../card/transport/pcscTransport.js';
import { loadConfig } from '../../config/load.js';
import { startApp } from '../../daemon/app.js';

/** A job's own writes: its row, its journal, its facts. What names the RA of older rows is the start's. */
const jobWrite = /^\s*(?:INSERT INTO|UPDATE) (?<table>job|journal|outbox)\b(?! SET ra_id)/;

/** e.g. `journal setPuk1 intent`, for the list of points. */
function nameOf(table: string, params: readonly SqlValue[] = []): string {
  return table === 'journal' ? `journal ${String(params[1])} ${String(params[2])}` : table;
}

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

function dyingDatabase(database: Database, point: string): Database {
  const [when, at] = point.split(':');
  let writes = 0;
  return {
    get: (sql, params) => database.get(sql, params),
    all: (sql, params) => database.all(sql, params),
    transaction: (work) => database.transaction(work),
    compact: () => database.compact(),
    close: () => database.close(),
    run: async (sql, params) => {
      const table = jobWrite.exec(sql)?.groups?.table;
      if (table !== undefined) process.stderr.write(`write ${++writes} ${nameOf(table, params)}\n`);
      const isPoint = table !== undefined && writes === Number(at);
      if (isPoint && when === 'before') await die();
      const result = await database.run(sql, params);
      if (isPoint) await die();
      return result;
    },
  };
}

const { values } = parseArgs({ options: { config: { type: 'string' }, die: { type: 'string' } } });
if (values.config === undefined || !/^(before|after):\d+$/.test(values.die ?? '')) {
  throw new Error('usage: dyingGateway --config FILE --die before:N|after:N');
}
const point = values.die ?? '';
const config = await loadConfig(values.config);
const logger = pino({ level: config.logLevel });
const app = await startApp({
  config,
  logger,
  transport: new PcscTransport(config.pcscSocket === null ? {} : { socketPath: config.pcscSocket }),
  open: async (file) => dyingDatabase(await openDatabase(file, projectPath('daemon', 'store', 'migrations')), point),
});
logger.info({ url: app.url }, 'ready');
