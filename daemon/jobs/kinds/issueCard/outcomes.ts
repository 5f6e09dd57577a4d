/** Input and outcomes of the steps of `issueCard`. */
import { z } from 'zod';
import { certificationInput, type CertificationOutcomes, type nothing } from '../../certification/steps.js';
import { preparationInput, type PreparationOutcomes } from '../../preparation.js';
import type { Step, StepContext } from '../../step.js';

export const inputSchema = certificationInput.extend({
  ...preparationInput.shape,
  pinMode: z.enum(['random', 'chosen']),
});
export type Input = z.infer<typeof inputSchema>;

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
