/** What the routes work with. */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Secret } from '../../base/secret.js';
import type { Config } from '../../config/schema.js';
import type { Gateway } from '../gateway.js';
import type { Saves } from '../saves/saves.js';
import type { Subscribers } from '../subscribers.js';
import type { ApiLimits } from './limits.js';
import type { EndReason, ScreenSession, ScreenSessions } from './screenSessions.js';

/** What the API asks of the operators. */
export interface StaffLogin {
  /**
   * Takes the password over and disposes of it.
   * @throws {Failure} `staff.login.refused`, `staff.login.throttled`
   */
  login(name: string, password: Secret): Promise<{ readonly name: string }>;
  loggedOut(name: string, reason: EndReason): Promise<void>;
}

export interface ApiContext {
  readonly config: Config;
  readonly gateway: Gateway;
  readonly subscribers: Subscribers;
  readonly saves: Saves;
  readonly operators: StaffLogin;
  readonly screenSessions: ScreenSessions;
  readonly limits: ApiLimits;
  readonly logger: Logger;
  /** The session that the checks found for this request. */
  readonly sessionOf: (request: IncomingMessage) => ScreenSession;
}
