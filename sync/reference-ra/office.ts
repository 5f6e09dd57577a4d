/** What every operation of the RA works with. */
import type { Database } from '../../base/database.js';
import type { CertificateAuthority } from './ca/certificateAuthority.js';
import type { Escrow } from './ca/escrow.js';
import type { TransportAuthority } from './ca/transportAuthority.js';
import type { OfficeClock } from './officeClock.js';
import type { RaRules } from './rules.js';

export interface Office {
  readonly db: Database;
  readonly clock: OfficeClock;
  readonly rules: RaRules;
  readonly ca: CertificateAuthority;
  readonly transportCa: TransportAuthority;
  readonly escrow: Escrow;
  /** Semantic version. */
  readonly minimumGatewayVersion: string;
}
