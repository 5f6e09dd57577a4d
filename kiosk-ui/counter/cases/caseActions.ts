/** What can be done for a registration beside issuing its card: in which states, by whom. Pure. */
import type { WireRegistration } from '../../../daemon/contract/messages.js';
import { may, mayDo, type World } from '../../api/world.js';
import type { WordKey } from '../../words/staffPages.js';
import type { CardJobKind } from '../jobs/CardJobForm.js';

export type CaseAction = CardJobKind | 'revoke' | 'resetPassword';

interface Offer {
  readonly action: CaseAction;
  readonly word: WordKey;
  readonly states: readonly WireRegistration['state'][];
  readonly isPermitted: (world: World) => boolean;
}

const offers: readonly Offer[] = [
  {
    action: 'applyCertificates',
    word: 'jobApplyCertificates',
    states: ['prepared'],
    isPermitted: (world) => mayDo(world, 'applyCertificates'),
  },
  {
    action: 'renewCertificates',
    word: 'jobRenewCertificates',
    states: ['issued'],
    isPermitted: (world) => mayDo(world, 'renewCertificates'),
  },
  {
    action: 'writeCertificates',
    word: 'jobWriteCertificates',
    // Applying that stopped between CA and card leaves the registration prepared.
    states: ['prepared', 'issued'],
    isPermitted: (world) => mayDo(world, 'writeCertificates'),
  },
  { action: 'revoke', word: 'revoke', states: ['issuing', 'issued'], isPermitted: (world) => may(world, 'revoke') },
  {
    action: 'resetPassword',
    word: 'resetWebsitePassword',
    states: ['approved', 'issuing', 'prepared', 'issued'],
    isPermitted: (world) => may(world, 'resetPassword'),
  },
];

export function actionsFor(state: WireRegistration['state'], world: World): readonly Pick<Offer, 'action' | 'word'>[] {
  return offers.filter(({ states, isPermitted }) => states.includes(state) && isPermitted(world));
}
