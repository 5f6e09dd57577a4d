/** The enrolled screens: which there are, a code for a new one, and withdrawal. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Place, WireScreen, WireScreenCode } from '../../daemon/contract/messages.js';
import { screensClient } from '../api/screensClient.js';
import { may } from '../api/world.js';
import { ChoiceGroup } from '../staff/ChoiceGroup.js';
import { PlainField } from '../staff/fields.js';
import { useWords } from '../staff/language.js';
import { RequestForm } from '../staff/RequestForm.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import type { SectionProps } from '../staff/section.js';
import { useLoaded } from '../staff/useLoaded.js';
import { useRequest } from '../staff/useRequest.js';
import type { WordKey } from '../words/staffPages.js';

const placeWords: Readonly<Record<Place, WordKey>> = {
  kiosk: 'screenAtKiosk',
  counter: 'screenAtCounter',
  batch: 'screenAtBatch',
  status: 'screenAtStatus',
};
const places: readonly Place[] = ['kiosk', 'counter', 'batch', 'status'];

export function Screens({ world }: SectionProps) {
  const { say } = useWords();
  const { value, error, reload } = useLoaded(screensClient.list);
  const mayChange = may(world, 'environment');
  return (
    <main className="environment">
      <h1>{say('screensName')}</h1>
      <RequestProblem error={error} />
      <ul className="screen-list">
        {value?.map((screen) => (
          <ScreenItem key={screen.id} screen={screen} mayWithdraw={mayChange} onWithdrawn={reload} />
        ))}
      </ul>
      {mayChange && <NewScreen />}
    </main>
  );
}

interface ScreenItemProps {
  readonly screen: WireScreen;
  readonly mayWithdraw: boolean;
  readonly onWithdrawn: () => void;
}

function ScreenItem({ screen, mayWithdraw, onWithdrawn }: ScreenItemProps) {
  const { say, time } = useWords();
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useRequest();
  const { id, place, name, enrolledAt, enrolledBy, isThis } = screen;
  const withdraw = async () => {
    const outcome = await run(() => screensClient.withdraw(id));
    if (outcome === 'done') onWithdrawn();
  };
  return (
    <li className="check-item">
      <h2>{name}</h2>
      <p>
        {say(placeWords[place])} {isThis && `（${say('screenThis')}）`}
      </p>
      <p className="quiet">{say('screenEnrolled', { name: enrolledBy, time: time(enrolledAt) })}</p>
      {mayWithdraw && !isThis && !asking && (
        <Button className="button" aria-label={`${say('screenWithdraw')} ${name}`} onPress={() => setAsking(true)}>
          {say('screenWithdraw')}
        </Button>
      )}
      {asking && (
        <p role="alert">
          {say('screenWithdrawAsk', { name })}{' '}
          <Button className="button primary" isDisabled={busy} onPress={() => void withdraw()}>
            {say('screenWithdraw')}
          </Button>{' '}
          <Button className="button" onPress={() => setAsking(false)}>
            {say('cancel')}
          </Button>
        </p>
      )}
      <RequestProblem error={error} />
    </li>
  );
}

function NewScreen() {
  const { say, time } = useWords();
  const [place, setPlace] = useState<Place>('kiosk');
  const [name, setName] = useState('');
  const [made, setMade] = useState<(WireScreenCode & { readonly place: Place }) | null>(null);
  return (
    <section className="check-group">
      <h2>{say('screenNew')}</h2>
      <RequestForm
        action="screenMakeCode"
        isReady={name.trim() !== ''}
        send={async () => {
          setMade({ ...(await screensClient.makeCode({ place, name })), place });
        }}
      >
        <ChoiceGroup
          label="screenPlace"
          value={place}
          onChange={setPlace}
          choices={places.map((value) => [value, say(placeWords[value])])}
        />
        <PlainField label={say('screenName')} value={name} onChange={setName} />
      </RequestForm>
      {made !== null && (
        <div role="status">
          <p className="enrolment-shown">{made.code}</p>
          <p>{say('screenCodeUse', { time: time(made.expiresAt), address: `${location.origin}/${made.place}` })}</p>
        </div>
      )}
    </section>
  );
}
