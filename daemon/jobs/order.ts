/** An order for a job as the gateway takes it: what was sent, each secret as a `Secret`. */
import type { z } from 'zod';
import { Secret } from '../../base/secret.js';
import { secretNames, type SecretName } from '../contract/jobs/fields.js';
import type { ContractOf, createJobSchema } from '../contract/jobs/index.js';
import type { JobKind } from '../contract/messages.js';

/** The same data, with a `Secret` in each field that has the name of one. */
export type WithSecrets<Fields> = Fields extends object
  ? { readonly [Name in keyof Fields]: Name extends SecretName ? Secret : WithSecrets<Fields[Name]> }
  : Fields;

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
