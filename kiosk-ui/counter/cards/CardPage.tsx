/** 卡片檢視: a card as this gateway and the RAs know it, whether it lies in a reader or not. */
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import type { WireCardRecord } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import { may, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { CardAtRa } from './CardAtRa.js';
import { FactList } from '../../staff/FactList.js';
import { HistoryList } from '../cases/HistoryList.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import type { Selection } from '../../staff/selection.js';
import { SpoilForm } from './SpoilForm.js';
import { spoilReasonWords } from './spoilReasons.js';
import { useLoaded } from '../../staff/useLoaded.js';

interface CardProps {
  readonly serial: string;
  readonly world: World;
  readonly onSelect: (selection: Selection) => void;
}

export function CardPage(props: CardProps) {
  const { say } = useWords();
  return (
    <article className="case">
      <h1>
        {say('cardPage')} <span className="serial">{props.serial}</span>
      </h1>
      <CardRecord {...props} />
    </article>
  );
}

export function CardRecord({ serial, world, onSelect }: CardProps) {
  const { say, time } = useWords();
  const { value: record, error, reload } = useLoaded(useCallback(() => counterClient.card(serial), [serial]));
  const [spoiling, setSpoiling] = useState(false);
  const canSpoil = record?.spoiled === null && may(world, 'spoil');
  const reader = world.readers.find(({ card }) => card?.state === 'known' && card.serial === serial);
  return (
    <section className="card-record">
      <RequestProblem error={error} />
      {error !== null && (
        <Button className="button small" onPress={reload}>
          {say('reload')}
        </Button>
      )}
      {record !== null && (
        <>
          <FactList
            rows={[
              {
                word: 'stockNumber',
                value: record.stockNumber === null ? say('stockNumberNone') : String(record.stockNumber),
              },
              { word: 'cardFamily', value: record.family },
              { word: 'firstSeen', value: record.firstSeenAt && time(record.firstSeenAt) },
              { word: 'inReader', value: reader?.name ?? say('inNoReader') },
            ]}
          />
          {record.ras.map((atRa) => (
            <CardAtRa key={atRa.raId} atRa={atRa} world={world} onSelect={onSelect} />
          ))}
          {record.spoiled !== null && <Spoiled spoiled={record.spoiled} />}
          {canSpoil && !spoiling && (
            <div className="form-end">
              <Button className="button" onPress={() => setSpoiling(true)}>
                {say('spoil')}
              </Button>
            </div>
          )}
          {canSpoil && spoiling && (
            <SpoilForm
              record={record}
              world={world}
              onSpoiled={() => {
                setSpoiling(false);
                reload();
              }}
              onCancel={() => setSpoiling(false)}
            />
          )}
          <h2>{say('tabHistory')}</h2>
          <HistoryList history={record.history} />
        </>
      )}
    </section>
  );
}

function Spoiled({ spoiled }: { spoiled: NonNullable<WireCardRecord['spoiled']> }) {
  const { say, time } = useWords();
  return (
    <div className="notice">
      <p>
        <strong>{say('cardIsSpoiled')}</strong>
      </p>
      <FactList
        rows={[
          { word: 'when', value: time(spoiled.at) },
          { word: 'spoilReason', value: say(spoilReasonWords[spoiled.reason]) },
          { word: 'note', value: spoiled.note === '' ? null : spoiled.note },
          { word: 'who', value: spoiled.operator },
        ]}
      />
    </div>
  );
}
