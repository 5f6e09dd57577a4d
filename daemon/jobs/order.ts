/** An order for a job as the gateway takes it: what was sent, each secret as a `Secret`. */
import type { z } from 'zod';
import { Secret } from '../../base/secret.js';
import { secretNames, type SecretName } from '../contract/jobs/fields.js';
import type { ContractOf, createJobSchema } from '../contract/jobs/index.js';
import type { JobKind } from '../contract/messages.js';
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

function isSecretName(name: string): name is SecretName {
  return secretNames.some((one) => one === name);
}

/** The secrets of an order by the names of their fields, also of fields inside others. */
export function secretsOf(fields: object): (readonly [SecretName, Secret])[] {
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    if (value instanceof Secret) return isSecretName(name) ? [[name, value] as const] : [];
    return typeof value === 'object' && value !== null ? secretsOf(value) : [];
  });
}

/** Makes the card of a registration where nobody is there to choose its PINs: they are drawn for the password letter. */
export function cardOrder(
  kind: 'issueCard' | 'prepareCard',
  rest: { readonly raId: string; readonly readerId: string; readonly registrationId: string },
): JobOrder {
  return kind === 'issueCard' ? { ...rest, kind, pins: { mode: 'random' } } : { ...rest, kind };
}
