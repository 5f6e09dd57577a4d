/** What the handlers of the routes work with. */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.js';
import type { AuditLog } from '../audit/auditLog.js';
import type { Batch } from '../batch/batch.js';
import type { Counter } from '../cases/counter.js';
import type { Gateway } from '../jobs/gateway.js';
import type { Environment } from '../health/environment.js';
import type { KioskScreen } from '../health/kioskScreen.js';
import type { Recovery } from '../recovery/recovery.js';
import type { Screens } from '../screens/screens.js';
import type { Ras } from '../ras/ras.js';
import type { Saves } from '../saves/saves.js';
import type { Subscribers } from '../subscribers/subscribers.js';
import type { WebsitePasswordLimit } from '../subscribers/websitePasswordLimit.js';
import type { Staff } from '../operators/staff.js';
import type { ApiLimits } from './limits.js';
import type { ScreenSession, ScreenSessions } from './screenSessions.js';

export interface ApiContext {
  readonly config: Config;
  readonly gateway: Gateway;
  readonly ras: Ras;
  readonly subscribers: Subscribers;
  /** Every route that has an RA judge a website password passes it. */
  readonly websitePasswords: WebsitePasswordLimit;
  readonly saves: Saves;
  readonly staff: Staff;
  readonly environment: Environment;
  readonly kioskScreen: KioskScreen;
  readonly counter: Counter;
  readonly batch: Batch;
  readonly auditLog: AuditLog;
  readonly recovery: Pick<Recovery, 'view' | 'take'>;
  readonly screens: Screens;
  readonly screenSessions: ScreenSessions;
  readonly limits: ApiLimits;
  readonly logger: Logger;
  /** The session of this request, as it stands now. @throws {Failure} `api.session.missing` */
  readonly sessionOf: (request: IncomingMessage) => ScreenSession;
}
