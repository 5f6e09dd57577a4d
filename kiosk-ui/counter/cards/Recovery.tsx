/** A card in a state that needs a person: what is known here, on the card and at the RA, and what can be done. */
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import type { TakeRecovery, WireCardRecovery, WireJob } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import type { Fact, World } from '../../api/world.js';
import { raName } from '../../staff/raName.js';
import { useWords } from '../../staff/language.js';
import { State } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { CardAtRa } from './CardAtRa.js';
import { lifeWords } from './CardState.js';
import { FactList } from '../../staff/FactList.js';
import { JobStateView, jobWords } from '../../staff/jobState.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { Twice } from '../../staff/Twice.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { useOnceKey } from '../../staff/useOnceKey.js';
import { useRequest } from '../../staff/useRequest.js';

interface RecoveryProps {
  readonly serial: string;
  readonly world: World;
  readonly dispatch: (fact: Fact) => void;
  /** What was chosen began or resumed a job. */
  readonly onJob: (job: WireJob) => void;
}

/** Asked for when somebody wants to know: it reads the card. */
export function Recovery(props: RecoveryProps) {
  const { say } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  if (isOpen) return <RecoveryDetail {...props} />;
  return (
    <div className="form-end">
      <Button className="button" onPress={() => setIsOpen(true)}>
        {say('recovery')}
      </Button>
    </div>
  );
}

function RecoveryDetail({ serial, world, dispatch, onJob }: RecoveryProps) {
  const { say, pick } = useWords();
  const load = useCallback(() => counterClient.recovery(serial), [serial]);
  const { value, error, reload } = useLoaded(load);
  const { busy, error: refusal, run } = useRequest();
  const once = useOnceKey();
  const take = async (way: TakeRecovery) => {
    const outcome = await run(async () => {
      const { job } = await counterClient.takeRecovery(serial, way, once.key);
      if (job !== null) {
        dispatch({ type: 'job', job });
        onJob(job);
      }
    });
    once.used(outcome);
    reload();
  };
  return (
    <section className="form recovery" aria-label={say('recovery')}>
      <h2>{say('recovery')}</h2>
      <RequestProblem error={error} />
      {value !== null && (
        <>
          <p>
            <strong>{pick(value.explanation)}</strong>
          </p>
          {value.restored && <State shape="warn" word={say('recoveryRestored')} />}
          <Known recovery={value} world={world} />
          <Ways recovery={value} world={world} busy={busy} onTake={(way) => void take(way)} />
          <RequestProblem error={refusal} />
          <Closed closed={value.closed} />
        </>
      )}
    </section>
  );
}

function Known({ recovery: { job, onCard, ras }, world }: { recovery: WireCardRecovery; world: World }) {
  const { say } = useWords();
  return (
    <>
      <FactList
        rows={[
          {
            word: 'recoveryJob',
            value:
              job === null ? (
                say('recoveryNoJob')
              ) : (
                <>
                  {say(jobWords[job.kind])} <JobStateView state={job.state} />
                </>
              ),
          },
          { word: 'recoveryOnCard', value: onCard === null ? say('recoveryNotRead') : <OnCard onCard={onCard} /> },
        ]}
      />
      {ras.map((atRa) => (
        <CardAtRa key={atRa.raId} atRa={atRa} world={world} onSelect={null} />
      ))}
    </>
  );
}

type OnCardFacts = NonNullable<WireCardRecovery['onCard']>;

function keyWord({ certificateSerial, matches }: OnCardFacts['keys'][number]): WordKey {
  if (certificateSerial === null) return 'recoveryKeyNone';
  if (matches === null) return 'recoveryKeyUnknown';
  return matches ? 'recoveryKeyMatches' : 'recoveryKeyDiffers';
}

function OnCard({ onCard: { lifeCycle, keys } }: { onCard: OnCardFacts }) {
  const { say } = useWords();
  const [shape, word] = lifeWords[lifeCycle];
  return (
    <>
      <State shape={shape} word={say(word)} />
      <ul>
        {keys.map((key) => (
          <li key={`${key.pin} ${key.place}`}>{say(keyWord(key), { use: say(key.pin === 1 ? 'pin1' : 'pin2') })}</li>
        ))}
      </ul>
    </>
  );
}

interface WaysProps {
  readonly recovery: WireCardRecovery;
  readonly world: World;
  readonly busy: boolean;
  readonly onTake: (way: TakeRecovery) => void;
}

/** The least invasive action first; what cannot be undone is pressed twice. Writing again needs the owner's PINs: it is begun in their case. */
function Ways({ recovery: { ways, cardSerial }, world, busy, onTake }: WaysProps) {
  const { say, pick } = useWords();
  /** Several RAs may be asked to spoil a card that none of them knows. */
  const ofRa = (raId: string | null): string => {
    const name = raId === null ? null : raName(world, raId);
    return name === null ? '' : `${pick(name)}: `;
  };
  return (
    <section className="form">
      <h3>{say('recoveryWays')}</h3>
      {ways.length === 0 && <p className="quiet">{say('recoveryNoWays')}</p>}
      <ul className="ways">
        {ways.map(({ way, raId, label, what }) => (
          <li key={`${way} ${raId ?? ''}`}>
            <p>
              {way === 'spoil' && ofRa(raId)}
              {pick(what)}
            </p>
            {way === 'spoil' && (
              <Twice
                word="waySpoil"
                sure={say('spoilThisSure', { serial: cardSerial })}
                now="spoilThisNow"
                keep="cancel"
                isDisabled={busy}
                onSure={() =>
                  onTake({ way, ...(raId !== null && { raId }), reason: 'personalisationFailed', note: '' })
                }
              />
            )}
            {way === 'writeAgain' && <strong>{pick(label)}</strong>}
            {way === 'goOn' && (
              <Button className="button primary" isDisabled={busy} onPress={() => onTake({ way })}>
                {pick(label)}
              </Button>
            )}
            {way === 'adopt' && raId !== null && (
              <Button className="button primary" isDisabled={busy} onPress={() => onTake({ way, raId })}>
                {pick(label)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const closedWords: Readonly<Record<WireCardRecovery['closed'][number]['way'], WordKey>> = {
  goOn: 'wayGoOn',
  adopt: 'wayAdopt',
  rollBack: 'wayRollBack',
  spoil: 'waySpoil',
};

function Closed({ closed }: Pick<WireCardRecovery, 'closed'>) {
  const { say, pick } = useWords();
  if (closed.length === 0) return null;
  return (
    <section>
      <h3>{say('recoveryClosed')}</h3>
      <ul className="ways">
        {closed.map(({ way, why }) => (
          <li key={way}>
            <p>
              {say(closedWords[way])}：{pick(why.happened)} <span className="quiet">{pick(why.next)}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
