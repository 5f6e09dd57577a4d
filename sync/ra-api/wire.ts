/** Values of the connector in the contract's form. */
import type { Secret } from '../../base/secret.js';
import type { Fact } from '../facts.js';
import type { components } from './schema.generated.js';

/** JSON needs a string, and a string cannot be zeroed. So it is created as late as possible, and nothing keeps it. */
export function jsonText(secret: Secret): string {
  return secret.use((bytes) => new TextDecoder().decode(bytes));
}

/** Does not compile unless the bodies in `facts.ts` are those of the contract. */
export function wireFact(fact: Fact): components['schemas']['Fact'] {
  const body: components['schemas']['FactBodies'][typeof fact.kind] = fact.body;
  return { id: fact.id, kind: fact.kind, madeAt: fact.madeAt, body };
}
