/** Values of the connector in the contract's form. */
import type { Fact } from '../facts.js';
import type { components } from './schema.generated.js';

/** Does not compile unless the bodies in `facts.ts` are those of the contract. */
export function wireFact(fact: Fact): components['schemas']['Fact'] {
  const body: components['schemas']['FactBodies'][typeof fact.kind] = fact.body;
  return { id: fact.id, kind: fact.kind, madeAt: fact.madeAt, body };
}
