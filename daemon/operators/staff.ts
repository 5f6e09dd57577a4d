/** The people at the consoles: accounts, ways in, approvals. */
import type { Logger } from 'pino';
import type { Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Config } from '../../config/schema.js';
import type { Audit } from '../audit/audit.js';
import type { Ticker } from '../health/ticker.js';
import { StaffAdministration } from './administration.js';
import { Approvals } from './approvals.js';
import { Operators } from './operators.js';
import { StaffAccounts } from './staffAccounts.js';

export interface Staff {
  readonly operators: Operators;
  readonly accounts: StaffAccounts;
  readonly administration: StaffAdministration;
  /** Whoever has something that needs a second person registers it here. */
  readonly approvals: Approvals;
}

export interface StaffParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly config: Config['staff'];
  readonly logger: Logger;
  readonly approvalsChanged: () => void;
}

export function createStaff({ database, audit, clock, ticker, config, logger, approvalsChanged }: StaffParts): Staff {
  const accounts = new StaffAccounts(database, audit, clock);
  const approvals = new Approvals({
    database,
    audit,
    clock,
    ticker,
    minutes: config.approvalMinutes,
    logger,
    changed: approvalsChanged,
  });
  return {
    operators: new Operators(database, audit, clock),
    accounts,
    approvals,
    administration: new StaffAdministration({ accounts, approvals }),
  };
}
