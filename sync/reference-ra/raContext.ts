/** What the operations of the RA work with. */
import type { Database } from '../../base/database.js';
import type { CertificateAuthority } from './ca/certificateAuthority.js';
import type { Escrow } from './ca/escrow.js';
import type { TransportAuthority } from './ca/transportAuthority.js';
import type { AdjustableClock } from './adjustableClock.js';
import type { RaRules } from './rules.js';

export interface RaContext {
  readonly db: Database;
  readonly clock: AdjustableClock;
  readonly rules: RaRules;
  readonly ca: CertificateAuthority;
  readonly transportCa: TransportAuthority;
  readonly escrow: Escrow;
  /** Semantic version. */
  readonly minimumGatewayVersion: string;
}
