/** 憑證廢止: which certificates, why, on what form. It is done when a second person has approved it. */
import { useState } from 'react';
import type { RevocationRequest, WireRegistration, WireRegistrationRecord } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import type { Fact, World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { useNames } from '../../parts/CertificateState.js';
import type { WordKey } from '../../words/staffPages.js';
import { PlainField, Tick } from '../../staff/fields.js';
import { FormKindChoice, type FormKind } from '../../staff/FormKindChoice.js';
import { whyNotNow } from '../../staff/whyNotNow.js';
import { RequestForm } from '../../staff/RequestForm.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';

type Cause = RevocationRequest['cause'];

const causes: readonly (readonly [Cause, WordKey])[] = [
  ['dataChanged', 'causeDataChanged'],
  ['keyDamaged', 'causeKeyDamaged'],
  ['keyLost', 'causeKeyLost'],
  ['keyExposed', 'causeKeyExposed'],
  ['notNeeded', 'causeNotNeeded'],
  ['withdrawn', 'causeWithdrawn'],
  ['other', 'causeOther'],
];

interface RevokeFormProps {
  readonly registration: WireRegistration;
  readonly record: WireRegistrationRecord | null;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
  readonly taken: boolean;
  /** It was asked for, or somebody thought better of it. */
  readonly onEnd: () => void;
}

export function RevokeForm({ registration, record, world, tell, taken, onEnd }: RevokeFormProps) {
  const { say, time } = useWords();
  const [all, setAll] = useState(true);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [cause, setCause] = useState<Cause | null>(null);
  const [form, setForm] = useState<FormKind>('inPerson');
  const [note, setNote] = useState('');
  const { raId, id: registrationId } = registration;
  const inForce = record?.certificates.filter(({ status }) => status !== 'revoked' && status !== 'expired') ?? [];
  const why = whyNotNow(world, raId, taken) ?? (inForce.length === 0 ? 'whyNothingInForce' : null);
  const noteMissing = cause === 'other' && note.trim() === '';
  const ready = why === null && cause !== null && !noteMissing && (all || chosen.size > 0);

  const send = async () => {
    if (cause === null) return;
    const serials = all ? null : [...chosen];
    const request = { raId, registrationId, serials, cause, form, note };
    tell({ type: 'approval', approval: await counterClient.askRevocation(request) });
    onEnd();
  };
  const choose = (serial: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(serial);
    else next.delete(serial);
    setChosen(next);
  };

  return (
    <RequestForm action="askRevocation" isReady={ready} why={why} send={send} onCancel={onEnd}>
      <h2>{say('revoke')}</h2>
      <p className="quiet">{say('revokeHow')}</p>
      <ChoiceGroup
        label="revokeWhich"
        value={all ? 'all' : 'some'}
        choices={[
          ['all', say('revokeAll', { n: inForce.length })],
          ['some', say('revokeSome')],
        ]}
        onChange={(value) => setAll(value === 'all')}
      />
      {!all && (
        <div role="group" aria-label={say('revokeSome')}>
          {inForce.map(({ serial, use, notAfter }) => (
            <Tick key={serial} isSelected={chosen.has(serial)} onChange={(isChosen) => choose(serial, isChosen)}>
              {say(useNames[use])} <span className="serial">{serial}</span>{' '}
              <span className="quiet">{time(notAfter)}</span>
            </Tick>
          ))}
        </div>
      )}
      <ChoiceGroup
        label="revokeCause"
        value={cause}
        choices={causes.map(([value, word]) => [value, say(word)])}
        onChange={setCause}
      />
      <FormKindChoice value={form} onChange={setForm} />
      <PlainField label={say(cause === 'other' ? 'noteNeeded' : 'note')} value={note} onChange={setNote} />
    </RequestForm>
  );
}
