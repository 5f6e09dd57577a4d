/** 作廢: a card is taken out of use for good. */
import { useState } from 'react';
import type { WireCardRecord, WireSpoilReason } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { PlainField, Tick } from '../../staff/fields.js';
import { spoilReasonWords } from './spoilReasons.js';
import { whyNotNow } from '../../staff/whyNotNow.js';
import { RequestForm } from '../../staff/RequestForm.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';

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
  const ras = world.session?.ras ?? [];
  const why = chosenRa === null ? 'whyNoRa' : whyNotNow(world, chosenRa, false);
  const ready = why === null && reason !== null && sure;

  const send = async (onceKey: string) => {
    if (chosenRa === null || reason === null) return;
    await counterClient.spoil(record.cardSerial, { raId: chosenRa, reason, note }, onceKey);
    onSpoiled();
  };

  return (
    <RequestForm action="spoilNow" isReady={ready} why={why} send={send} onCancel={onCancel}>
      <h2>{say('spoil')}</h2>
      <p className="quiet">{say('spoilHow')}</p>
      {ras.length > 1 && (
        <ChoiceGroup
          label="registrationAuthority"
          value={chosenRa}
          choices={ras.map(({ id, name }) => [id, pick(name)])}
          onChange={setRa}
        />
      )}
      <ChoiceGroup
        label="spoilReason"
        value={reason}
        choices={spoilReasons.map(([value, word]) => [value, say(word)])}
        onChange={setReason}
      />
      <PlainField label={say('note')} value={note} onChange={setNote} />
      <Tick isSelected={sure} onChange={setSure}>
        {say('spoilSure', { serial: record.cardSerial })}
      </Tick>
    </RequestForm>
  );
}
