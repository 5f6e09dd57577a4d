/** The gateway, composed as always but for three things: a store that can be stopped, a clock that can be set, short time limits. */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { systemClock } from '../../base/clock.js';
import { openDatabase } from '../../base/database.js';
import { projectPath } from '../../base/projectRoot.js';
import type { CardConnection, CardTransport } from '../../card/transport/connection.js';
import { PcscTransport } from '../../card/transport/pcscTransport.js';
import { loadConfig } from '../../config/load.js';
import { startApp } from '../../daemon/app.js';
import { WatchedStore, type Seams } from './watchedStore.js';

const seams: Seams = { offMs: 0, timeoutMs: 30_000 };
/** A card that does not come up is given up after so long, and a monitor of pcscd that says nothing. */
const limits = { connectTimeoutMs: 4_000, monitorTimeoutMs: 4_000 };

/** Every exchange has the limit that is set, whatever the command asks for: a virtual card makes a key in a second. */
function hurried(transport: CardTransport): CardTransport {
  return {
    start: (events) => transport.start(events),
    stop: () => transport.stop(),
    connect: async (reader): Promise<CardConnection> => {
      const connection = await transport.connect(reader);
      return {
        reader: connection.reader,
        atr: connection.atr,
        protocol: connection.protocol,
        transmit: (command) => connection.transmit(command, { timeoutMs: seams.timeoutMs }),
        disconnect: (disposition) => connection.disconnect(disposition),
      };
    },
  };
}

const { values } = parseArgs({ options: { config: { type: 'string' } } });
if (values.config === undefined) throw new Error('usage: watchedGateway --config FILE');
const config = await loadConfig(values.config);
const logger = pino({ level: config.logLevel });
const store = new WatchedStore(seams);
store.listen();
const { pcscSocket } = config;
const app = await startApp({
  config,
  logger,
  clock: { now: () => systemClock.now() + seams.offMs },
  transport: hurried(new PcscTransport({ ...limits, ...(pcscSocket !== null && { socketPath: pcscSocket }) })),
  open: async (file) => store.wrap(await openDatabase(file, projectPath('daemon', 'store', 'migrations'))),
});
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
logger.info({ url: app.url }, 'ready');
