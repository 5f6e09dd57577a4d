/** Input and outcomes of the steps of `issueCard`. */
import type { CertificationInput, CertificationOutcomes, nothing } from '../../certification/steps.js';
import type { PreparationOutcomes } from '../../preparation.js';
import type { Step, StepContext } from '../../step.js';

export type Input = CertificationInput & { readonly registrationId: string; readonly pinMode: 'random' | 'chosen' };

export type Outcomes = PreparationOutcomes &
  CertificationOutcomes & {
    setTransportPin1: typeof nothing;
    setTransportPin2: typeof nothing;
    deliverPin1: { readonly pukUsed: boolean };
    deliverPin2: { readonly pukUsed: boolean };
    reportIssued: typeof nothing;
  };

export type Context = StepContext<Input, Outcomes>;
export type IssueStep<Name extends keyof Outcomes> = Step<Input, Outcomes, Name>;
