/** Blank cards that came, went back, or were counted. */
import { useState } from 'react';
import type { StockMovementRequest } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import { useWords } from '../../staff/language.js';
import { State } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { PlainField } from '../../staff/fields.js';
import { countOf } from '../../stock/count.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { RequestForm } from '../../staff/RequestForm.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';

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
  const { value: stock, reload } = useLoaded(counterClient.stock);
  const count = countOf(text);

  const send = async () => {
    if (count === null) return;
    setRecorded(false);
    await counterClient.recordStock({ kind, count, note });
    setText('');
    setNote('');
    setRecorded(true);
    reload();
    onRecorded();
  };

  return (
    <RequestForm
      action="stockSave"
      isReady={count !== null}
      why={text !== '' && count === null ? 'stockBadNumber' : null}
      send={send}
      beside={<span role="status">{recorded && <State shape="done" word={say('stockRecorded')} />}</span>}
    >
      <h2>{say('stockRecord')}</h2>
      {stock !== null && <p>{say('stockNow', { n: stock.balance })}</p>}
      <ChoiceGroup
        label="stockKind"
        value={kind}
        choices={kinds.map(([one, word]) => [one, say(word)])}
        onChange={setKind}
      />
      <PlainField label={say('stockCards')} value={text} onChange={setText} />
      <PlainField label={say('stockNote')} value={note} onChange={setNote} />
    </RequestForm>
  );
}
