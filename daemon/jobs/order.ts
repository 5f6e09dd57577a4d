/** An order for a job, and an answer to its question, as the gateway takes them: what was sent, each secret as a `Secret`. */
import type { z } from 'zod';
import type { Secret } from '../../base/secret.js';
import type { ContractOf, createJobSchema } from '../contract/jobs/index.js';
import type { answerSchema, JobKind } from '../contract/messages.js';
import type { SecretField } from '../contract/messages/base.js';

/** The same data with a `Secret` for each text in a field that has the name of a secret. */
export type WithSecrets<Fields> = Fields extends object
  ? { [Name in keyof Fields]: Name extends SecretField ? Wrapped<Fields[Name]> : WithSecrets<Fields[Name]> }
  : Fields;
/** Of each kind of value that a field may have, the text alone: `pin` is in some bodies which PIN, and no secret. */
type Wrapped<Value> = Value extends string ? Secret : Value;

/** Whoever takes an order owns its secrets, and disposes of them also when it is refused. */
export type JobOrder = WithSecrets<z.output<typeof createJobSchema>>;
export type OrderOf<Kind extends JobKind> = WithSecrets<z.output<ContractOf<Kind>['order']>>;
/** As with an order. Of the PINs there are those that the question names. */
export type JobAnswer = WithSecrets<z.output<typeof answerSchema>>;

/** Makes the card of a registration where nobody is there to choose its PINs: they are drawn for the password letter. */
export function cardOrder(
  kind: 'issueCard' | 'prepareCard',
  rest: { readonly raId: string; readonly readerId: string; readonly registrationId: string },
): JobOrder {
  return kind === 'issueCard' ? { ...rest, kind, pins: { mode: 'random' } } : { ...rest, kind };
}
