/** 作廢: a card is taken out of use for good. */
import { useState } from 'react';
import { Button, Form, Label, RadioGroup } from 'react-aria-components';
import type { WireCardRecord, WireSpoilReason } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { Choice, PlainField, Tick } from '../../staff/fields.js';
import { FormEnd } from '../../staff/FormEnd.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { spoilReasonWords } from './spoilReasons.js';
import { useOnceKey } from '../../staff/useOnceKey.js';
import { useRequest } from '../../staff/useRequest.js';
import { whyNotNow } from '../../staff/whyNotNow.js';

const spoilReasons = Object.entries(spoilReasonWords) as [WireSpoilReason, WordKey][];

interface SpoilFormProps {
  readonly record: WireCardRecord;
  readonly world: World;
  readonly onSpoiled: () => void;
  readonly onCancel: () => void;
}

/** The RA whose card it is; with several and none that knows it, somebody chooses. */
function raOf({ ras }: WireCardRecord): string | null {
  const knowing = ras.filter(({ record }) => record !== null && record.state !== 'unknown');
  const [only, ...others] = knowing.length > 0 ? knowing : ras;
  return only !== undefined && others.length === 0 ? only.raId : null;
}

export function SpoilForm({ record, world, onSpoiled, onCancel }: SpoilFormProps) {
  const { say, pick } = useWords();
  const [chosenRa, setRa] = useState(raOf(record));
  const [reason, setReason] = useState<WireSpoilReason | null>(null);
  const [note, setNote] = useState('');
  const [sure, setSure] = useState(false);
  const once = useOnceKey();
  const { busy, error, run } = useRequest();
  const ras = world.session?.ras ?? [];
  const why = chosenRa === null ? 'whyNoRa' : whyNotNow(world, chosenRa, false);
  const ready = why === null && reason !== null && sure;

  const submit = async () => {
    if (busy || !ready || chosenRa === null) return;
    const outcome = await run(async () => {
      await counterClient.spoil(record.cardSerial, { raId: chosenRa, reason, note }, once.key);
      onSpoiled();
    });
    once.used(outcome);
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
      <h2>{say('spoil')}</h2>
      <p className="quiet">{say('spoilHow')}</p>
      {ras.length > 1 && (
        <RadioGroup className="radios" value={chosenRa} onChange={setRa}>
          <Label>{say('registrationAuthority')}</Label>
          <div className="radio-row">
            {ras.map(({ id, name }) => (
              <Choice key={id} value={id}>
                {pick(name)}
              </Choice>
            ))}
          </div>
        </RadioGroup>
      )}
      <RadioGroup
        className="radios"
        value={reason}
        onChange={(value) => setReason(spoilReasons.find(([known]) => known === value)?.[0] ?? null)}
      >
        <Label>{say('spoilReason')}</Label>
        <div className="radio-row">
          {spoilReasons.map(([value, word]) => (
            <Choice key={value} value={value}>
              {say(word)}
            </Choice>
          ))}
        </div>
      </RadioGroup>
      <PlainField label={say('note')} value={note} onChange={setNote} />
      <Tick isSelected={sure} onChange={setSure}>
        {say('spoilSure', { serial: record.cardSerial })}
      </Tick>
      <RequestProblem error={error} />
      <FormEnd why={why}>
        <Button className="button primary" type="submit" isDisabled={busy || !ready}>
          {say('spoilNow')}
        </Button>
        <Button className="button" onPress={onCancel}>
          {say('cancel')}
        </Button>
      </FormEnd>
    </Form>
  );
}
