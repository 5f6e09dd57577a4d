/** What happened to a box: it was moved, counted, sent back; of a box without serial numbers also what became of its cards. */
import { useState } from 'react';
import type { WireStockBox, WireStockMovement, WireStockPlace } from '../../daemon/contract/messages.js';
import { stockClient } from '../api/stockClient.js';
import { useWords } from '../staff/language.js';
import type { WordKey } from '../words/staffPages.js';
import { PlainField } from '../staff/fields.js';
import { countOf } from './count.js';
import { PlaceChoice } from './PlaceChoice.js';
import { RequestForm } from '../staff/RequestForm.js';
import { ChoiceGroup } from '../staff/ChoiceGroup.js';

type Kind = Exclude<WireStockMovement['kind'], 'received'>;

export const movementWords: Readonly<Record<WireStockMovement['kind'], WordKey>> = {
  received: 'moveReceived',
  moved: 'moveMoved',
  counted: 'moveCounted',
  returned: 'moveReturned',
  issued: 'moveIssued',
  spoiled: 'moveSpoiled',
};

/** Of cards with serial numbers the cards themselves tell what became of them. */
function kindsFor({ range }: WireStockBox): readonly Kind[] {
  const always = ['moved', 'counted', 'returned'] as const;
  return range === null ? [...always, 'issued', 'spoiled'] : always;
}

export function BoxMove({ box, onMoved }: { box: WireStockBox; onMoved: () => void }) {
  const { say } = useWords();
  const kinds = kindsFor(box);
  const [kind, setKind] = useState<Kind>('moved');
  const [place, setPlace] = useState<WireStockPlace>(box.place === 'store' ? 'line' : 'store');
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const count = countOf(text);
  const ready = kind === 'moved' ? place !== box.place : count !== null;
  const send = async () => {
    if (kind === 'moved') await stockClient.move(box.id, { kind, place, note });
    else await stockClient.move(box.id, { kind, count: count ?? 0, note });
    onMoved();
  };
  return (
    <RequestForm
      action="moveNow"
      isPrimary={false}
      isReady={ready}
      why={kind !== 'moved' && text !== '' && count === null ? 'stockBadNumber' : null}
      send={send}
    >
      <ChoiceGroup
        label="boxMove"
        value={kind}
        choices={kinds.map((one) => [one, say(movementWords[one])])}
        onChange={setKind}
      />
      {kind === 'moved' ? (
        <PlaceChoice word="moveTo" value={place} onChange={setPlace} />
      ) : (
        <PlainField label={say('boxCount')} value={text} onChange={setText} />
      )}
      <PlainField label={say('stockNote')} value={note} onChange={setNote} />
    </RequestForm>
  );
}
