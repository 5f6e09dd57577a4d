/** One component for each screen. */
import type { WireSession } from '../../daemon/api/messages.js';
import type { Actions } from './actions.js';
import type { Screen } from './screen.js';
import { Attract, CardLeft, InsertCard, Interrupted } from './screens/arrival.js';
import { CardFailed, CardNotIssued, CardUnknown, CounterJob } from './screens/cards.js';
import { Done } from './screens/Done.js';
import { EntryScreen } from './screens/EntryScreen.js';
import { LastTry } from './screens/LastTry.js';
import { CardMenu } from './screens/CardMenu.js';
import { Pulled } from './screens/Pulled.js';
import { QuestionScreen } from './screens/QuestionScreen.js';
import { Failed, RaAway, Refused } from './screens/refusals.js';
import { DaemonAway, PcscAway, Reading, ReaderMissing, Sending, Starting } from './screens/waiting.js';
import { WaitingForRa, Working } from './screens/Working.js';
import type { VisitEvent } from './visit.js';

interface ScreenViewProps {
  readonly screen: Screen;
  readonly session: WireSession | null;
  readonly dispatch: (event: VisitEvent) => void;
  readonly actions: Actions;
}

export function ScreenView({ screen, session, dispatch, actions }: ScreenViewProps) {
  const onEnd = () => dispatch({ type: 'ended' });
  const onMenu = () => dispatch({ type: 'menu' });
  const onTouch = () => dispatch({ type: 'touched' });
  const onBack = () => dispatch({ type: 'back' });
  const idleSeconds = session?.kiosk.idleSeconds ?? 60;
  switch (screen.name) {
    case 'starting':
      return <Starting />;
    case 'daemonAway':
      return <DaemonAway working={screen.working} />;
    case 'pcscAway':
      return <PcscAway />;
    case 'readerMissing':
      return <ReaderMissing />;
    case 'reading':
      return <Reading jobId={screen.jobId} load={actions.load} />;
    case 'sending':
      return <Sending />;
    case 'attract':
      return <Attract notice={screen.notice} onTouch={onTouch} />;
    case 'insertCard':
      return <InsertCard onEnd={onEnd} />;
    case 'interrupted':
      return <Interrupted seconds={idleSeconds} onEnd={onEnd} />;
    case 'cardLeft':
      return <CardLeft onTouch={onTouch} />;
    case 'cardFailed':
      return <CardFailed failure={screen.failure} onEnd={onEnd} />;
    case 'cardUnknown':
      return <CardUnknown onEnd={onEnd} />;
    case 'cardNotIssued':
      return <CardNotIssued onEnd={onEnd} />;
    case 'counterJob':
      return <CounterJob />;
    case 'menu':
      return (
        <CardMenu
          card={screen.card}
          notice={screen.notice}
          onChoose={(kind, pin) => dispatch({ type: 'chosen', kind, pin })}
          onEnd={onEnd}
        />
      );
    case 'lastTry':
      return <LastTry pin={screen.pin} onConfirm={() => dispatch({ type: 'lastTryConfirmed' })} onBack={onBack} />;
    case 'entry':
      return (
        <EntryScreen
          screen={screen}
          shuffle={session?.kiosk.shuffleKeypad ?? false}
          onTyped={actions.typed}
          onBack={onBack}
        />
      );
    case 'raAway':
      return <RaAway reachable={screen.reachable} onGoOn={() => dispatch({ type: 'retry' })} onBack={onBack} />;
    case 'refused':
      return (
        <Refused
          failure={screen.failure}
          why={screen.why}
          onRetry={() => dispatch({ type: 'retry' })}
          onBack={onBack}
          onEnd={onEnd}
        />
      );
    case 'working':
      return <Working job={screen.job} />;
    case 'waitingForRa':
      return <WaitingForRa job={screen.job} onEnd={onEnd} />;
    case 'pulled':
    case 'otherCard':
      return <Pulled another={screen.name === 'otherCard'} seconds={idleSeconds} onEnd={onEnd} />;
    case 'question':
      return (
        <QuestionScreen
          screen={screen}
          actions={actions}
          onAnswer={() => dispatch({ type: 'answering', job: screen.job })}
          onEnd={onEnd}
        />
      );
    case 'done':
      return <Done job={screen.job} cardIn={screen.cardIn} onMenu={onMenu} onEnd={onEnd} />;
    case 'failed':
      return <Failed failure={screen.failure} onMenu={onMenu} onEnd={onEnd} />;
  }
}
