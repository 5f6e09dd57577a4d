/** A box that came: by the serial numbers of its cards, or by their number alone. */
import { useState } from 'react';
import { Button, Form, Label, RadioGroup } from 'react-aria-components';
import type { WireStockBox, WireStockPlace } from '../../daemon/contract/messages.js';
import { stockClient } from '../api/stockClient.js';
import { useWords } from '../staff/language.js';
import type { WordKey } from '../words/staffPages.js';
import { Choice, PlainField } from '../staff/fields.js';
import { FormEnd } from '../staff/FormEnd.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useRequest } from '../staff/useRequest.js';
import { countOf } from './count.js';
import { PlaceChoice } from './PlaceChoice.js';

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
  const { busy, error, run } = useRequest();
  const count = countOf(typed.count);
  const hasRange = typed.from.trim() !== '' && typed.to.trim() !== '';
  const badCount = typed.count.trim() !== '' && count === null;
  const ready = typed.label.trim() !== '' && family !== null && !badCount && (hasRange || count !== null);
  const submit = async () => {
    if (!ready || busy) return;
    await run(async () => {
      const { label, from, to, lot, deliveryNote } = typed;
      const range = hasRange ? { from, to } : null;
      onReceived(await stockClient.receive({ label, family, range, count, lot, deliveryNote, place }));
    });
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
      <h2>{say('boxReceive')}</h2>
      <RadioGroup className="radios" value={family} onChange={setFamily}>
        <Label>{say('boxFamily')}</Label>
        <div className="radio-row">
          {families.map((one) => (
            <Choice key={one} value={one}>
              {one}
            </Choice>
          ))}
        </div>
      </RadioGroup>
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
      <RequestProblem error={error} />
      <FormEnd why={badCount ? 'stockBadNumber' : null}>
        <Button className="button primary" type="submit" isDisabled={!ready || busy}>
          {say('boxReceiveNow')}
        </Button>
      </FormEnd>
    </Form>
  );
}
