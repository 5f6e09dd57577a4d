/** One box: where every one of its cards is, what happened to it, and what may happen next. */
import { useCallback } from 'react';
import { Button } from 'react-aria-components';
import type { WireStockBox, WireStockBoxDetail, WireStockMovement } from '../../daemon/contract/messages.js';
import { stockClient } from '../api/stockClient.js';
import { may, type World } from '../api/world.js';
import { useWords } from '../staff/language.js';
import { State } from '../parts/Mark.js';
import type { WordKey } from '../words/staffPages.js';
import { FactList, type FactRow } from '../staff/FactList.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useLoaded } from '../staff/useLoaded.js';
import { useRequest } from '../staff/useRequest.js';
import { BoxMove, movementWords } from './BoxMove.js';
import { placeWords } from './placeWords.js';
import { Figures } from '../staff/Figures.js';

interface BoxPageProps {
  readonly id: string;
  readonly world: World;
  readonly onChanged: () => void;
}

export function BoxPage({ id, world, onChanged }: BoxPageProps) {
  const load = useCallback(() => stockClient.box(id), [id]);
  const { value, error, reload } = useLoaded(load, world.listVersion);
  const changed = () => {
    reload();
    onChanged();
  };
  return (
    <article className="form">
      <RequestProblem error={error} />
      {value !== null && (
        <>
          <Balance box={value.box} />
          {may(world, 'stock') && value.box.tally.left > 0 && (
            <BoxMove key={`${value.box.place} ${value.box.tally.left}`} box={value.box} onMoved={changed} />
          )}
          <Movements movements={value.movements} world={world} onUndone={changed} />
          <Cards cards={value.cards} />
        </>
      )}
    </article>
  );
}

function Balance({ box }: { box: WireStockBox }) {
  const { say, time } = useWords();
  const { label, family, range, count, lot, deliveryNote, tally, lastCountedAt, quarantineIds } = box;
  const figures: readonly (readonly [WordKey, number])[] = [
    ['tallyTotal', count],
    ['tallyLeft', tally.left],
    ['tallyIssued', tally.issued],
    ['tallySpoiled', tally.spoiled],
    ['tallyReturned', tally.returned],
    ['tallyMissing', tally.missing],
  ];
  const rows: readonly FactRow[] = [
    { word: 'boxFamily', value: family },
    { word: 'boxRange', value: range === null ? null : say('boxRangeWords', { ...range }), serial: true },
    { word: 'boxPlace', value: say(placeWords[box.place]) },
    { word: 'boxReceived', value: `${box.receivedBy}，${time(box.receivedAt)}` },
    { word: 'boxLot', value: lot === '' ? null : lot },
    { word: 'boxDeliveryNote', value: deliveryNote === '' ? null : deliveryNote },
    { word: 'boxLastCounted', value: lastCountedAt === null ? say('stockNotCounted') : time(lastCountedAt) },
  ];
  return (
    <>
      <div className="pane-head">
        <h2>{label}</h2>
        {quarantineIds.length > 0 && <State shape="locked" word={say('boxHeld')} />}
      </div>
      <Figures figures={figures} />
      <FactList rows={rows} />
    </>
  );
}

interface MovementsProps {
  readonly movements: readonly WireStockMovement[];
  readonly world: World;
  readonly onUndone: () => void;
}

function Movements({ movements, world, onUndone }: MovementsProps) {
  const { say, time } = useWords();
  const { busy, error, run } = useRequest();
  const undo = (id: string) =>
    run(async () => {
      await stockClient.undo(id);
      onUndone();
    });
  return (
    <section>
      <h3>{say('boxMovements')}</h3>
      <RequestProblem error={error} />
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('movementAt')}</th>
            <th scope="col">{say('stockKind')}</th>
            <th scope="col">{say('boxCount')}</th>
            <th scope="col">{say('movementExpected')}</th>
            <th scope="col">{say('reportBy')}</th>
            <th scope="col">
              <span className="visually-hidden">{say('movementUndo')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {movements.map((movement) => (
            <tr key={movement.id}>
              <th scope="row" className="serial">
                {time(movement.at)}
              </th>
              <td>
                {movement.undoes !== null && <>{say('movementUndoes')} </>}
                {say(movementWords[movement.kind])}
                {movement.place !== null && <> → {say(placeWords[movement.place])}</>}
                {movement.note !== '' && <span className="quiet"> · {movement.note}</span>}
              </td>
              <td className="number">{movement.count}</td>
              <td className="number">{movement.expected}</td>
              <td>{movement.operator}</td>
              <td>
                {movement.undoneBy !== null && <State shape="skipped" word={say('movementUndone')} />}
                {movement.undoneBy === null && movement.undoes === null && may(world, 'stock') && (
                  <Button
                    className="button small"
                    isDisabled={busy}
                    aria-label={say('movementUndoSure', {
                      kind: say(movementWords[movement.kind]),
                      n: movement.count,
                    })}
                    onPress={() => void undo(movement.id)}
                  >
                    {say('movementUndo')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Fate = WireStockBoxDetail['cards'][number]['fate'];

const fateWords: Readonly<Record<Fate, WordKey>> = {
  blank: 'fateBlank',
  issued: 'fateIssued',
  spoiled: 'fateSpoiled',
};

function Cards({ cards }: Pick<WireStockBoxDetail, 'cards'>) {
  const { say, time } = useWords();
  if (cards.length === 0) return null;
  return (
    <section>
      <h3>{say('boxCards')}</h3>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('cardSerial')}</th>
            <th scope="col">{say('fate')}</th>
            <th scope="col">{say('movementAt')}</th>
          </tr>
        </thead>
        <tbody>
          {cards.map(({ serial, fate, at }) => (
            <tr key={serial}>
              <th scope="row" className="serial">
                {serial}
              </th>
              <td>{say(fateWords[fate])}</td>
              <td className="serial">{time(at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
