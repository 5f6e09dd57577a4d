/** 憑證廢止: which certificates, why, on what form. It is done when a second person has approved it. */
import { useState } from 'react';
import { Button, Form, Label, RadioGroup } from 'react-aria-components';
import type { RevocationRequest, WireRegistration, WireRegistrationRecord } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import type { Fact, World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { useNames } from '../../parts/CertificateState.js';
import type { WordKey } from '../../words/staffPages.js';
import { Choice, PlainField, Tick } from '../../staff/fields.js';
import { FormEnd } from '../../staff/FormEnd.js';
import { FormKindChoice, type FormKind } from '../../staff/FormKindChoice.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest } from '../../staff/useRequest.js';
import { whyNotNow } from '../../staff/whyNotNow.js';

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
  const { busy, error, run } = useRequest();
  const { raId, id: registrationId } = registration;
  const inForce = record?.certificates.filter(({ status }) => status !== 'revoked' && status !== 'expired') ?? [];
  const why = whyNotNow(world, raId, taken) ?? (inForce.length === 0 ? 'whyNothingInForce' : null);
  const noteMissing = cause === 'other' && note.trim() === '';
  const ready = why === null && cause !== null && !noteMissing && (all || chosen.size > 0);

  const submit = async () => {
    if (busy || !ready) return;
    await run(async () => {
      const serials = all ? null : [...chosen];
      const request = { raId, registrationId, serials, cause, form, note };
      tell({ type: 'approval', approval: await counterClient.askRevocation(request) });
      onEnd();
    });
  };
  const choose = (serial: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(serial);
    else next.delete(serial);
    setChosen(next);
  };

  return (
    <Form
      className="form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>{say('revoke')}</h2>
      <p className="quiet">{say('revokeHow')}</p>
      <RadioGroup className="radios" value={all ? 'all' : 'some'} onChange={(value) => setAll(value === 'all')}>
        <Label>{say('revokeWhich')}</Label>
        <div className="radio-row">
          <Choice value="all">{say('revokeAll', { n: inForce.length })}</Choice>
          <Choice value="some">{say('revokeSome')}</Choice>
        </div>
      </RadioGroup>
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
      <RadioGroup
        className="radios"
        value={cause}
        onChange={(value) => setCause(causes.find(([known]) => known === value)?.[0] ?? null)}
      >
        <Label>{say('revokeCause')}</Label>
        <div className="radio-row">
          {causes.map(([value, word]) => (
            <Choice key={value} value={value}>
              {say(word)}
            </Choice>
          ))}
        </div>
      </RadioGroup>
      <FormKindChoice value={form} onChange={setForm} />
      <PlainField label={say(cause === 'other' ? 'noteNeeded' : 'note')} value={note} onChange={setNote} />
      <RequestProblem error={error} />
      <FormEnd why={why}>
        <Button className="button primary" type="submit" isDisabled={busy || !ready}>
          {say('askRevocation')}
        </Button>
        <Button className="button" onPress={onEnd}>
          {say('cancel')}
        </Button>
      </FormEnd>
    </Form>
  );
}
