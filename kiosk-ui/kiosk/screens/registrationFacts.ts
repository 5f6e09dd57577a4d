/** What the registration authority has on record of a person, as lines. */
import type { WireRegistration } from '../../../daemon/contract/messages.js';
import type { FactLine } from '../../parts/Facts.js';
import type { Words } from '../../words/kioskPage.js';

export function registrationFacts(registration: WireRegistration, { say }: Words): readonly FactLine[] {
  return [
    { name: say('subscriberName'), value: registration.name },
    { name: say('subscriberId'), value: registration.subscriberId, code: true },
    { name: say('userIdentifier'), value: registration.userIdentifier, code: true },
  ];
}
