/** The data of a registration: what the work list knows at once, what the RA adds when it has answered. */
import type { WireRegistration, WireRegistrationRecord } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { State, type MarkShape } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { FactList } from '../../staff/FactList.js';
import { raName } from '../../staff/raName.js';
import { RegistrationState } from './WorkList.js';

const accountWords: Readonly<Record<WireRegistrationRecord['accountState'], readonly [MarkShape, WordKey]>> = {
  active: ['done', 'accountActive'],
  passwordChangeRequired: ['warn', 'accountChangeRequired'],
  suspended: ['locked', 'accountSuspended'],
};

interface CaseFactsProps {
  readonly registration: WireRegistration;
  readonly record: WireRegistrationRecord | null;
  readonly world: World;
}

export function CaseFacts({ registration, record, world }: CaseFactsProps) {
  const { say, pick, time } = useWords();
  const { raId, state, subscriberId, userIdentifier, approvedAt, cardSerial } = registration;
  const ra = raName(world, raId);
  const [terms] = record?.acceptedTerms ?? [];
  const account = record && accountWords[record.accountState];
  return (
    <FactList
      rows={[
        { word: 'state', value: <RegistrationState state={state} /> },
        { word: 'registrationAuthority', value: ra && pick(ra) },
        { word: 'subscriberId', value: subscriberId, serial: true },
        { word: 'userIdentifier', value: userIdentifier, serial: true },
        { word: 'account', value: record && record.account, serial: true },
        { word: 'accountState', value: account && <State shape={account[0]} word={say(account[1])} /> },
        { word: 'letterContact', value: record && record.letterContact },
        {
          word: 'acceptedTerms',
          value:
            record &&
            (terms === undefined
              ? say('termsNone')
              : say('termsVersionAt', { version: terms.version, time: time(terms.acceptedAt) })),
        },
        { word: 'approvedAt', value: approvedAt && time(approvedAt) },
        { word: 'cardSerial', value: cardSerial, serial: true },
      ]}
    />
  );
}
