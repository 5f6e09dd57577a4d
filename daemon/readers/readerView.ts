/** What is known of a reader and of the card in it. */
import type { CardLifeCycle, PinRule, PinStatus, PreparationOperation, PukTries } from '../../card/drivers/driver.js';
import type { DriverRefusal } from '../../card/errors.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import type { CardCertificate } from './cardCertificates.js';
import type { CardKey } from './cardKeys.js';

export type CardView =
  | { readonly state: 'reading' }
  | {
      readonly state: 'known';
      readonly family: string;
      readonly serial: string;
      readonly lifeCycle: CardLifeCycle;
      readonly pins: readonly PinStatus[];
      /** Of the PUKs whose tries the card tells. */
      readonly puks?: readonly PukTries[];
      readonly pinRule: PinRule;
      /** Out of what a job prepares it. Absent: as a pair of IsoApplets. */
      readonly preparation?: readonly PreparationOperation[];
      /** The current certificates. */
      readonly certificates: readonly CardCertificate[];
      /** The keys of an incomplete card, for the recovery page; empty for other cards. */
      readonly keys: readonly CardKey[];
    }
  /** `reasons`: why each driver does not recognise it, for a maintainer. */
  | { readonly state: 'unknown'; readonly atr: string; readonly reasons?: readonly DriverRefusal[] }
  | { readonly state: 'failed'; readonly failure: StoredFailure };

/** The holder of a reader while a staff card in it keeps its owner logged in. */
export const staffHolder = 'staff';

/** A card that a driver recognised and read. */
export type KnownCard = Extract<CardView, { state: 'known' }>;

export interface ReaderView {
  readonly id: string;
  readonly name: string;
  readonly pcscName: string;
  /** Increases with each inserted card. */
  readonly insertion: number;
  /** null: empty. */
  readonly card: CardView | null;
  /** The job that holds the reader, or `staffHolder`. */
  readonly holder: string | null;
}
