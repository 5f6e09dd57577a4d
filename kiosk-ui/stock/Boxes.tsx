/** Boxes of blank cards on the left; one of them, or one that is received, beside them. */
import { useCallback, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { WireStockBox } from '../../daemon/contract/messages.js';
import { stockClient } from '../api/stockClient.js';
import { may, type World } from '../api/world.js';
import { useWords } from '../staff/language.js';
import { State } from '../parts/Mark.js';
import { PlainField, Tick } from '../staff/fields.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useLoaded } from '../staff/useLoaded.js';
import { useRequest } from '../staff/useRequest.js';
import { BoxPage } from './BoxPage.js';
import { placeWords } from './placeWords.js';
import { ReceiveBox } from './ReceiveBox.js';

const noBoxes: readonly WireStockBox[] = [];

export function Boxes({ world }: { world: World }) {
  const { say } = useWords();
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [isNew, setIsNew] = useState(false);
  const load = useCallback(() => stockClient.boxes(all ? 'all' : 'open'), [all]);
  const { value, error, reload } = useLoaded(load, world.listVersion);
  const boxes = value?.boxes ?? noBoxes;
  const openId = isNew ? null : (chosen ?? boxes[0]?.id ?? null);
  const show = (id: string) => {
    setChosen(id);
    setIsNew(false);
  };
  return (
    <div className="split">
      <nav className="split-list" aria-label={say('boxes')}>
        {may(world, 'stock') && (
          <Button className="button" aria-current={isNew} onPress={() => setIsNew(true)}>
            {say('boxReceive')}
          </Button>
        )}
        <FindBox onFound={show} />
        <Tick isSelected={all} onChange={setAll}>
          {say('boxesAll')}
        </Tick>
        <RequestProblem error={error} />
        <ul>
          {boxes.map((box) => (
            <li key={box.id}>
              <BoxRow box={box} isOpen={box.id === openId} onOpen={() => show(box.id)} />
            </li>
          ))}
        </ul>
        {value !== null && boxes.length === 0 && <p className="quiet">{say('noBoxes')}</p>}
      </nav>
      <div className="split-open">
        {isNew && (
          <ReceiveBox
            families={value?.families ?? []}
            onReceived={(box) => {
              reload();
              show(box.id);
            }}
          />
        )}
        {openId !== null && <BoxPage key={openId} id={openId} world={world} onChanged={reload} />}
      </div>
    </div>
  );
}

interface BoxRowProps {
  readonly box: WireStockBox;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function BoxRow({ box, isOpen, onOpen }: BoxRowProps) {
  const { say } = useWords();
  const { label, family, place, tally, quarantineIds } = box;
  return (
    <Button className="split-row" aria-current={isOpen} onPress={onOpen}>
      <span className="row-name">{label}</span>
      {quarantineIds.length > 0 && <State shape="locked" word={say('boxHeld')} />}
      {tally.missing !== 0 && <State shape="warn" word={say('boxCountedWrong')} />}
      <span className="quiet">
        {say('boxLeft', { n: tally.left })} · {say(placeWords[place])} · {family}
      </span>
    </Button>
  );
}

/** With a scanner: the card's serial number, and Enter. */
function FindBox({ onFound }: { onFound: (id: string) => void }) {
  const { say } = useWords();
  const [serial, setSerial] = useState('');
  const [none, setNone] = useState(false);
  const { busy, error, run } = useRequest();
  const find = () =>
    run(async () => {
      const box = await stockClient.boxOfCard(serial.trim());
      setNone(box === null);
      if (box === null) return;
      setSerial('');
      onFound(box.id);
    });
  return (
    <Form
      className="form-row"
      onSubmit={(event) => {
        event.preventDefault();
        if (serial.trim() !== '' && !busy) void find();
      }}
    >
      <PlainField label={say('boxFind')} value={serial} onChange={setSerial} />
      <Button className="button small" type="submit" isDisabled={busy}>
        {say('boxFindNow')}
      </Button>
      <p role="status">{none && say('boxNotFound')}</p>
      <RequestProblem error={error} />
    </Form>
  );
}
