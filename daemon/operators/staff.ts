/** Builds everything about staff: accounts, logins, staff cards, approvals. */
import type { Logger } from 'pino';
import type { Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Config } from '../../config/schema.js';
import type { Audit } from '../audit/audit.js';
import type { Ticker } from '../../base/ticker.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { LeftOut } from '../store/unreadableRows.js';
import { StaffAdministration } from './administration.js';
import { Approvals } from './approvals.js';
import { Operators } from './operators.js';
import { OperatorsTable } from './operatorsTable.js';
import { RevocationLists } from './revocationLists.js';
import { StaffCards } from './staffCards.js';
import { StaffRights } from './staffRights.js';
import { StaffCertificates } from './staffCertificates.js';
import { StaffAccounts } from './staffAccounts.js';

export interface Staff {
  readonly operators: Operators;
  readonly accounts: StaffAccounts;
  readonly administration: StaffAdministration;
  /** Parts register here each action that needs a second person. */
  readonly approvals: Approvals;
  readonly cards: StaffCards;
}

export interface StaffParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly config: Config['staff'];
  /** Certificates of the staff cards' authorities, X.509 DER; null: login by card is off. */
  readonly cardAuthorities: readonly Uint8Array[] | null;
  /** The folder of fetched CRLs. */
  readonly crlDirectory: string;
  readonly readers: ReaderBoard;
  readonly logger: Logger;
  /** Is told of requests for approval that cannot be read. */
  readonly leftOut?: LeftOut | undefined;
  readonly approvalsChanged: () => void;
}

export function createStaff(parts: StaffParts): Staff {
  const { database, audit, clock, ticker, config, readers, logger, leftOut, approvalsChanged } = parts;
  const accounts = new StaffAccounts(database, audit, clock);
  const operators = new Operators(database, audit, clock);
  const approvals = new Approvals({
    database,
    audit,
    clock,
    ticker,
    minutes: config.approvalMinutes,
    rights: new StaffRights(new OperatorsTable(database), clock, config.accountChangeHours),
    logger,
    leftOut,
    changed: approvalsChanged,
  });
  const cards = new StaffCards({ readers, operators, certificates: certificatesOf(parts), audit, logger });
  return {
    operators,
    accounts,
    approvals,
    cards,
    administration: new StaffAdministration({ accounts, approvals, cards }),
  };
}

function certificatesOf({
  config,
  cardAuthorities,
  crlDirectory,
  clock,
  logger,
}: StaffParts): StaffCertificates | null {
  if (config.cards === null || cardAuthorities === null) return null;
  const { crls: sources, crlRefreshMinutes: refreshMinutes } = config.cards;
  const revocationLists = new RevocationLists({ sources, directory: crlDirectory, refreshMinutes, clock, logger });
  return new StaffCertificates({ authorities: cardAuthorities, revocationLists, clock });
}
