/** What the second-person approvals are built of. */
import type { Logger } from 'pino';
import type { Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Ticker } from '../../base/ticker.js';
import type { Audit } from '../audit/audit.js';
import type { LeftOut } from '../store/unreadableRows.js';
import type { StaffRights } from './staffRights.js';

export interface ApprovalsParts {
  readonly database: Database;
  readonly audit: Pick<Audit, 'appendIn'>;
  readonly clock: Clock;
  readonly ticker: Ticker;
  /** For this time a request may be decided, and then an approved one be carried out. */
  readonly minutes: number;
  /** The accounts as they are at the moment. */
  readonly rights: StaffRights;
  readonly logger: Logger;
  /** Is told of requests that cannot be read. */
  readonly leftOut?: LeftOut | undefined;
  /** Called after each change, so that screens reload the list. */
  readonly changed: () => void;
}
