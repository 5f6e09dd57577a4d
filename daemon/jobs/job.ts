/** A job as it stands in the store. */
import type { PinReference } from '../../base/terms.js';
import type { CardLifeCycle, PinStatus } from '../../card/drivers/driver.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { JobKind } from '../contract/messages.js';
import type { StoredFailure } from '../contract/failures/failure.js';
import type { CertificateView } from '../ras/certificateView.js';
import type { Question } from './question.js';
import type { JobState } from './state.js';

/** What a finished job tells: public facts only. */
export interface JobResult {
  cardSerial?: string | undefined;
  /** The current ones first, then those that stay on the card beside them. */
  certificates?: CertificateView[] | undefined;
  /** writeCertificates: nothing was missing, nothing was written. */
  alreadyThere?: boolean | undefined;
  pins?: Pick<PinStatus, 'reference' | 'pinSet' | 'triesLeft' | 'maxTries'>[] | undefined;
  lifeCycle?: CardLifeCycle | undefined;
  /** Were the PINs drawn at random, to be printed in the password letter by the RA? */
  pinsInLetter?: boolean | undefined;
}

/** What the RA's profile said when the job began: the table of its steps follows from it. */
interface CertificateUses {
  readonly certificateUses: RaProfile['certificateUses'];
}

/** Parameters of every kind of job; no secret is among them. */
export interface JobInputs {
  issueCard: CertificateUses & { readonly registrationId: string; readonly pinMode: 'random' | 'chosen' };
  prepareCard: { readonly registrationId: string };
  applyCertificates: CertificateUses & {
    readonly registrationId: string;
    readonly authorisationId: string | null;
    readonly termsVersion: string;
  };
  renewCertificates: CertificateUses;
  writeCertificates: CertificateUses & { readonly registrationId: string; readonly authorisationId: string | null };
  unblockPin: { readonly pin: PinReference };
  changePin: { readonly pin: PinReference };
  viewCard: Readonly<Record<string, never>>;
}

export interface Job {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly kind: JobKind;
  readonly state: JobState;
  /** Whose subscriber it is for; null where no RA is needed. */
  readonly raId: string | null;
  readonly readerId: string;
  readonly cardSerial: string;
  readonly actorKind: 'kiosk' | 'staff';
  /** Operator's name; `kiosk` for a subscriber. */
  readonly actor: string;
  readonly input: JobInputs[JobKind];
  readonly question: Question | null;
  readonly failure: StoredFailure | null;
  readonly result: JobResult | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One line of the journal. */
export interface JournalEntry {
  readonly step: string;
  readonly phase: 'intent' | 'outcome';
  readonly facts: Readonly<Record<string, unknown>>;
  readonly at: string;
}
