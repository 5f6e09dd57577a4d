/** A card as one RA knows it. */
import { Button } from 'react-aria-components';
import type { WireCardRecord } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { State, type MarkShape } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { Certificates } from './Certificates.js';
import { FactList } from '../../staff/FactList.js';
import { raName } from '../../staff/raName.js';
import type { Selection } from '../../staff/selection.js';

type AtRa = WireCardRecord['ras'][number];
type RaRecord = NonNullable<AtRa['record']>;

const stateWords: Readonly<Record<RaRecord['state'], readonly [MarkShape, WordKey]>> = {
  unknown: ['pending', 'cardUnknownAtRa'],
  issuing: ['running', 'cardStateIssuing'],
  prepared: ['card', 'cardStatePrepared'],
  issued: ['done', 'cardStateIssued'],
  spoiled: ['failed', 'cardStateSpoiled'],
};

interface AtRaProps {
  readonly atRa: AtRa;
  readonly world: World;
  /** null: from here no case is opened. */
  readonly onSelect: ((selection: Selection) => void) | null;
}

export function CardAtRa({ atRa, world, onSelect }: AtRaProps) {
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

function RaFacts({ raId, record, onSelect }: { raId: string; record: RaRecord; onSelect: AtRaProps['onSelect'] }) {
  const { say, time } = useWords();
  const { state, registration, openedAt, issuedAt, spoiledAt, pukReleases, certificates } = record;
  const [shape, word] = stateWords[state];
  const holder = registration && (
    <>
      {registration.name}{' '}
      {onSelect !== null && (
        <Button className="button small" onPress={() => onSelect({ kind: 'case', raId, id: registration.id })}>
          {say('openCase')}
        </Button>
      )}
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
