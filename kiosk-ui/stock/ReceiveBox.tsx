/** A box that came: by the serial numbers of its cards, or by their number alone. */
import { useState } from 'react';
import type { WireStockBox, WireStockPlace } from '../../daemon/contract/messages.js';
import { stockClient } from '../api/stockClient.js';
import { useWords } from '../staff/language.js';
import type { WordKey } from '../words/staffPages.js';
import { PlainField } from '../staff/fields.js';
import { countOf } from './count.js';
import { PlaceChoice } from './PlaceChoice.js';
import { RequestForm } from '../staff/RequestForm.js';
import { ChoiceGroup } from '../staff/ChoiceGroup.js';

type Typed = Readonly<Record<'label' | 'from' | 'to' | 'count' | 'lot' | 'deliveryNote', string>>;

const nothing: Typed = { label: '', from: '', to: '', count: '', lot: '', deliveryNote: '' };
const fields: readonly (readonly [keyof Typed, WordKey])[] = [
  ['label', 'boxLabel'],
  ['from', 'boxRangeFrom'],
  ['to', 'boxRangeTo'],
  ['count', 'boxCountHow'],
  ['lot', 'boxLot'],
  ['deliveryNote', 'boxDeliveryNote'],
];

interface ReceiveBoxProps {
  readonly families: readonly string[];
  readonly onReceived: (box: WireStockBox) => void;
}

export function ReceiveBox({ families, onReceived }: ReceiveBoxProps) {
  const { say } = useWords();
  const [typed, setTyped] = useState(nothing);
  const [family, setFamily] = useState<string | null>(null);
  const [place, setPlace] = useState<WireStockPlace>('store');
  const count = countOf(typed.count);
  const hasRange = typed.from.trim() !== '' && typed.to.trim() !== '';
  const badCount = typed.count.trim() !== '' && count === null;
  const ready = typed.label.trim() !== '' && family !== null && !badCount && (hasRange || count !== null);
  const send = async () => {
    if (family === null) return;
    const { label, from, to, lot, deliveryNote } = typed;
    const range = hasRange ? { from, to } : null;
    onReceived(await stockClient.receive({ label, family, range, count, lot, deliveryNote, place }));
  };
  return (
    <RequestForm action="boxReceiveNow" isReady={ready} why={badCount ? 'stockBadNumber' : null} send={send}>
      <h2>{say('boxReceive')}</h2>
      <ChoiceGroup label="boxFamily" value={family} choices={families.map((one) => [one, one])} onChange={setFamily} />
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
      <PlaceChoice word="boxPlace" value={place} onChange={setPlace} />
    </RequestForm>
  );
}
