/** A lot is held back: by serial numbers, card model, the days on which keys were generated, or all of them. */
import { useState } from 'react';
import type { PlaceQuarantine as Lot, WireQuarantine } from '../../daemon/contract/messages.js';
import { stockClient } from '../api/stockClient.js';
import { useWords } from '../staff/language.js';
import type { WordKey } from '../words/staffPages.js';
import { PlainField } from '../staff/fields.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useLoaded } from '../staff/useLoaded.js';
import { RequestForm } from '../staff/RequestForm.js';
import { ChoiceGroup } from '../staff/ChoiceGroup.js';

type Typed = Readonly<Record<'from' | 'to' | 'keysFrom' | 'keysTo' | 'reason', string>>;

const nothing: Typed = { from: '', to: '', keysFrom: '', keysTo: '', reason: '' };
const fields: readonly (readonly [keyof Typed, WordKey])[] = [
  ['from', 'boxRangeFrom'],
  ['to', 'boxRangeTo'],
  ['keysFrom', 'quarantineKeysFrom'],
  ['keysTo', 'quarantineKeysTo'],
];
/** No family is called so. */
const anyFamily = '';
const loadFamilies = async () => (await stockClient.boxes('open')).families;

function lotOf({ from, to, keysFrom, keysTo, reason }: Typed, family: string): Lot {
  const day = (text: string) => text.normalize('NFKC').trim();
  return {
    range: from.trim() === '' && to.trim() === '' ? null : { from, to: to.trim() === '' ? from : to },
    family: family === anyFamily ? null : family,
    keys: day(keysFrom) === '' ? null : { from: day(keysFrom), to: day(keysTo) === '' ? null : day(keysTo) },
    reason,
  };
}

export function PlaceQuarantine({ onPlaced }: { onPlaced: (quarantine: WireQuarantine) => void }) {
  const { say } = useWords();
  const [typed, setTyped] = useState(nothing);
  const [family, setFamily] = useState(anyFamily);
  const { value: families, error: familiesError } = useLoaded(loadFamilies);
  const lot = lotOf(typed, family);
  const ready = typed.reason.trim() !== '' && (lot.range ?? lot.family ?? lot.keys ?? null) !== null;
  return (
    <RequestForm action="quarantineNow" isReady={ready} send={async () => onPlaced(await stockClient.place(lot))}>
      <h2>{say('quarantineNew')}</h2>
      <p className="quiet">{say('quarantineHow')}</p>
      <div className="field-pairs">
        {fields.map(([field, word]) => (
          <PlainField
            key={field}
            label={say(word)}
            value={typed[field]}
            onChange={(text) => setTyped({ ...typed, [field]: text })}
          />
        ))}
      </div>
      <RequestProblem error={familiesError} />
      <ChoiceGroup
        label="boxFamily"
        value={family}
        choices={[[anyFamily, say('quarantineAnyFamily')], ...(families ?? []).map((one) => [one, one] as const)]}
        onChange={setFamily}
      />
      <PlainField
        label={say('quarantineReason')}
        value={typed.reason}
        onChange={(reason) => setTyped({ ...typed, reason })}
      />
    </RequestForm>
  );
}
