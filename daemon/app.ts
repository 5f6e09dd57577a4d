/** Opens, composes and starts the gateway, and stops it in the opposite order. */
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
  /** Opens the store. Tests replace it with a database that stops at a chosen write. */
  readonly open?: (file: string) => Promise<Database>;
  /** The machine's clock when absent. Tests move it back and forth. */
  readonly clock?: Clock;
  /** Wraps each part. Tests make one of them fail. */
  readonly wrap?: (part: Part) => Part;
}

export interface App {
  /** The address of the screens. */
  readonly url: string;
  /** What the watchdog examines. */
  readonly progress: ProgressWatch;
  stop(): Promise<void>;
}

const unchanged = (part: Part): Part => part;

/**
 * Starts the gateway. It is ready when the promise resolves, with or without pcscd and the RA. When a part fails to start, the
 * parts before it are stopped, so that nothing keeps the process alive.
 */
export async function startApp(parts: AppParts): Promise<App> {
  const { config, logger, transport, open, clock = systemClock, wrap = unchanged } = parts;
  const lifecycle = new Lifecycle((part, err) => logger.error({ part, err }, 'a part did not stop well'));
  const resources = resourcesOf(config, open);
  return lifecycle.startUp(async (start) => {
    await start(resources.parts.map(wrap));
    const composed = compose({ config, logger, transport, clock, ...resources.opened() });
    const api = apiPart(composed.api);
    await start([...gatewayParts(composed), api].map(wrap));
    return { url: api.value.url, progress: composed.progress, stop: () => lifecycle.stop() };
  });
}
