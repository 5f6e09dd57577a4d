/** What the connector sends, in the contract's form. */
import type { Secret } from '../../base/secret.js';
import type { Fact } from '../facts.js';
import type { components } from './schema.generated.js';

/** JSON wants a string, and a string cannot be zeroed: it is made here, last, and nothing keeps it. */
export function jsonText(secret: Secret): string {
  return secret.use((bytes) => new TextDecoder().decode(bytes));
}

/** The bodies of `facts.ts` and of the contract are the same, or this does not compile. */
export function wireFact(fact: Fact): components['schemas']['Fact'] {
  const body: components['schemas']['FactBodies'][typeof fact.kind] = fact.body;
  return { id: fact.id, kind: fact.kind, madeAt: fact.madeAt, body };
}
