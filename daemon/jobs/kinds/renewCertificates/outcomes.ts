/** Input of `renewCertificates`, and outcomes of its steps beside those of all certification. */
import type { KeyUse } from '../../../../base/terms.js';
import type { RegistrationOfRa } from '../../../ras/registrationTable.js';
import type { CertificationInput, CertificationOutcomes, nothing } from '../../certification/steps.js';
import type { Step, StepContext } from '../../step.js';

export type Input = CertificationInput;

export type Outcomes = CertificationOutcomes & {
  checkCard: {
    /** The current certificates, X.509 DER, base64. */
    readonly current: readonly { readonly use: KeyUse; readonly certificate: string }[];
  };
  /** The RA's authorisation after the card proved itself. It is for this gateway and for ten minutes. */
  proveCard: { readonly authorisationId: string };
  openOrder: { readonly registration: RegistrationOfRa };
  confirm: { readonly termsVersion: string; readonly acceptedAt: string };
  recordTerms: typeof nothing;
  reportRenewed: typeof nothing;
};

export type Context = StepContext<Input, Outcomes>;
export type RenewStep<Name extends keyof Outcomes> = Step<Input, Outcomes, Name>;
