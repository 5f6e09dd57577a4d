/** The process: the gateway is opened, composed and started here, and stopped in the opposite order. */
import type { Logger } from 'pino';
import { systemClock, type Clock } from '../base/clock.js';
import type { Database } from '../base/database.js';
import { Lifecycle, type Part } from '../base/lifecycle.js';
import type { ProgressWatch } from '../base/progress.js';
import type { CardTransport } from '../card/transport/connection.js';
import type { Config } from '../config/schema.js';
import { compose } from './compose.js';
import { apiPart, gatewayParts } from './parts.js';
import { resourcesOf } from './resources.js';

export interface AppParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly transport: CardTransport;
  /** Opens the store; tests put a database in its place that stops at a chosen write. */
  readonly open?: (file: string) => Promise<Database>;
  /** The machine's when absent; tests set it back and forth. */
  readonly clock?: Clock;
  /** What stands in a part's place; tests let one of them fail. */
  readonly around?: (part: Part) => Part;
}

export interface App {
  /** Where the screens are. */
  readonly url: string;
  /** What the watchdog examines. */
  readonly progress: ProgressWatch;
  stop(): Promise<void>;
}

const asItIs = (part: Part): Part => part;

/**
 * Starts the gateway: it is ready when the promise resolves, with or without pcscd and the RA. When a part fails, nothing of
 * the gateway is left that would keep the process alive.
 */
export async function startApp(parts: AppParts): Promise<App> {
  const { config, logger, transport, open, clock = systemClock, around = asItIs } = parts;
  const lifecycle = new Lifecycle((part, err) => logger.error({ part, err }, 'a part did not stop well'));
  const resources = resourcesOf(config, open);
  return lifecycle.startUp(async (start) => {
    await start(resources.parts.map(around));
    const composed = compose({ config, logger, transport, clock, ...resources.opened() });
    const api = apiPart(composed.api);
    await start([...gatewayParts(composed), api].map(around));
    return { url: api.value.url, progress: composed.progress, stop: () => lifecycle.stop() };
  });
}
