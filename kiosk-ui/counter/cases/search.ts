/** What a search at the RAs leads to. Pure. */
import type { WireSearchResult } from '../../../daemon/contract/messages.js';
import type { Selection } from '../../staff/selection.js';

/** Everything that was found, as what can be opened. */
export function selectionsOf({ registrations, cards, certificates }: WireSearchResult): readonly Selection[] {
  return [
    ...registrations.map(({ raId, id }) => ({ kind: 'case', raId, id }) as const),
    ...cards.map((serial) => ({ kind: 'card', serial }) as const),
    ...certificates.map(({ raId, certificate }) => ({ kind: 'certificate', raId, certificate }) as const),
  ];
}
