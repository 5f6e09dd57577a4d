/** Blank cards that came, went back, or were counted. */
import { useState } from 'react';
import { Button, Form, Label, RadioGroup } from 'react-aria-components';
import type { StockMovementRequest } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import { useWords } from '../../staff/language.js';
import { State } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { Choice, PlainField } from '../../staff/fields.js';
import { FormEnd } from '../../staff/FormEnd.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { countOf } from '../../stock/count.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { useRequest } from '../../staff/useRequest.js';

type Kind = StockMovementRequest['kind'];

const kinds: readonly (readonly [Kind, WordKey])[] = [
  ['received', 'stockReceived'],
  ['returned', 'stockReturned'],
  ['counted', 'stockCounted'],
];

export function StockForm({ onRecorded }: { readonly onRecorded: () => void }) {
  const { say } = useWords();
  const [kind, setKind] = useState<Kind>('received');
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const [recorded, setRecorded] = useState(false);
  const { busy, error, run } = useRequest();
  const { value: stock, reload } = useLoaded(counterClient.stock);
  const count = countOf(text);

  const submit = async () => {
    if (count === null || busy) return;
    setRecorded(false);
    const outcome = await run(async () => {
      await counterClient.recordStock({ kind, count, note });
    });
    if (outcome !== 'done') return;
    setText('');
    setNote('');
    setRecorded(true);
    reload();
    onRecorded();
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
      <h2>{say('stockRecord')}</h2>
      {stock !== null && <p>{say('stockNow', { n: stock.balance })}</p>}
      <RadioGroup
        className="radios"
        value={kind}
        onChange={(value) => setKind(kinds.find(([one]) => one === value)?.[0] ?? kind)}
      >
        <Label>{say('stockKind')}</Label>
        <div className="radio-row">
          {kinds.map(([one, word]) => (
            <Choice key={one} value={one}>
              {say(word)}
            </Choice>
          ))}
        </div>
      </RadioGroup>
      <PlainField label={say('stockCards')} value={text} onChange={setText} />
      <PlainField label={say('stockNote')} value={note} onChange={setNote} />
      <RequestProblem error={error} />
      <FormEnd why={text !== '' && count === null ? 'stockBadNumber' : null}>
        <Button className="button primary" type="submit" isDisabled={count === null || busy}>
          {say('stockSave')}
        </Button>
        <span role="status">{recorded && <State shape="done" word={say('stockRecorded')} />}</span>
      </FormEnd>
    </Form>
  );
}
