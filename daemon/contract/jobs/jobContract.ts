/** The half of a kind of job that goes over the wire: what is sent, what is answered, and who may ask for it. */
import { z } from 'zod';
import type { FailureCode } from '../failures/catalogue.js';
import type { Permission } from '../messages/permissions.js';

/** What is the same for the order of every kind, and what every kind adds. */
interface Facts<Kind extends string, Order extends z.ZodRawShape, Result extends z.ZodRawShape> {
  readonly kind: Kind;
  /** Its name in the field, for the documents. */
  readonly title: string;
  /** What whoever writes a screen has to know of the order. */
  readonly about?: string;
  /**
   * The fields of the order beside `kind`. A field that carries a secret has one of the names in `secretNames`: the API makes a
   * `Secret` of it by that name.
   */
  readonly order: Order;
  /** The fields of the result: public facts only. Fields of the same name in two kinds have the same schema. */
  readonly result: Result;
  /** What a member of staff needs to begin, answer or stop it. */
  readonly permission: Permission;
  /** May a subscriber begin it alone at the kiosk? */
  readonly atKiosk: boolean;
  /** Codes that beginning it may answer with, beside those of every kind. */
  readonly failures: readonly FailureCode[];
}

/** @returns the facts, with the schemas of the whole order and of the whole result */
export function jobContract<const Kind extends string, Order extends z.ZodRawShape, Result extends z.ZodRawShape>(
  facts: Facts<Kind, Order, Result>,
) {
  const { kind, about, result } = facts;
  const order = z.strictObject({ kind: z.literal(kind), ...facts.order });
  return { ...facts, order: about === undefined ? order : order.describe(about), result: z.object(result) };
}
