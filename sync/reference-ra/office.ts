/** What every operation of the RA works with. */
import type { Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { CertificateAuthority } from './ca/certificateAuthority.js';
import type { Escrow } from './ca/escrow.js';

export interface Office {
  readonly db: Database;
  readonly clock: Clock;
  readonly ca: CertificateAuthority;
  readonly escrow: Escrow;
}
