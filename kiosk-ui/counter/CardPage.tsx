/** 卡片檢視: a card as this gateway and the RAs know it, whether it lies in a reader or not. */
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import type { WireCardRecord } from '../../daemon/api/messages.js';
import { counterClient } from '../api/counterClient.js';
import { may, type World } from '../api/world.js';
import { useWords } from '../language.js';
import { State, type MarkShape } from '../parts/Mark.js';
import type { WordKey } from '../words.js';
import { Certificates } from './Certificates.js';
import { FactList } from './FactList.js';
import { HistoryList } from './HistoryList.js';
import { raName } from './raName.js';
import { RequestProblem } from './RequestProblem.js';
import type { Selection } from './selection.js';
import { SpoilForm, spoilReasons } from './SpoilForm.js';
import { useLoaded } from './useLoaded.js';

type AtRa = WireCardRecord['ras'][number];
type RaRecord = NonNullable<AtRa['record']>;

const stateWords: Readonly<Record<RaRecord['state'], readonly [MarkShape, WordKey]>> = {
  unknown: ['pending', 'cardUnknownAtRa'],
  issuing: ['running', 'cardStateIssuing'],
  prepared: ['card', 'cardStatePrepared'],
  issued: ['done', 'cardStateIssued'],
  spoiled: ['failed', 'cardStateSpoiled'],
};

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
            <AtOneRa key={atRa.raId} atRa={atRa} world={world} onSelect={onSelect} />
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
  const reason = spoilReasons.find(([known]) => known === spoiled.reason)?.[1] ?? 'spoilOther';
  return (
    <div className="notice">
      <p>
        <strong>{say('cardIsSpoiled')}</strong>
      </p>
      <FactList
        rows={[
          { word: 'when', value: time(spoiled.at) },
          { word: 'spoilReason', value: say(reason) },
          { word: 'note', value: spoiled.note === '' ? null : spoiled.note },
          { word: 'who', value: spoiled.operator },
        ]}
      />
    </div>
  );
}

interface AtRaProps {
  readonly atRa: AtRa;
  readonly world: World;
  readonly onSelect: CardProps['onSelect'];
}

function AtOneRa({ atRa, world, onSelect }: AtRaProps) {
  const { say, pick } = useWords();
  const { raId, record } = atRa;
  const ra = raName(world, raId, true);
  return (
    <section className="at-ra">
      <h2>
        {say('cardAtRa')} {ra && <span className="quiet">{pick(ra)}</span>}
      </h2>
      {record === null ? (
        <State shape="warn" word={say('cardRaAway')} />
      ) : (
        <RaFacts raId={raId} record={record} onSelect={onSelect} />
      )}
    </section>
  );
}

function RaFacts({ raId, record, onSelect }: { raId: string; record: RaRecord; onSelect: CardProps['onSelect'] }) {
  const { say, time } = useWords();
  const { state, registration, openedAt, issuedAt, spoiledAt, pukReleases, certificates } = record;
  const [shape, word] = stateWords[state];
  const holder = registration && (
    <>
      {registration.name}{' '}
      <Button className="button small" onPress={() => onSelect({ kind: 'case', raId, id: registration.id })}>
        {say('openCase')}
      </Button>
    </>
  );
  return (
    <>
      <FactList
        rows={[
          { word: 'state', value: <State shape={shape} word={say(word)} /> },
          { word: 'cardHolder', value: holder },
          { word: 'cardOpened', value: openedAt && time(openedAt) },
          { word: 'cardIssuedAt', value: issuedAt && time(issuedAt) },
          { word: 'cardSpoiledAt', value: spoiledAt && time(spoiledAt) },
          { word: 'pukReleases', value: state === 'unknown' ? null : String(pukReleases) },
        ]}
      />
      {certificates.length > 0 && <Certificates raId={raId} certificates={certificates} />}
    </>
  );
}
