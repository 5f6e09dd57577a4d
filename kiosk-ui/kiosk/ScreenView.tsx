/** One component for each screen. */
import { JobView } from './JobView.js';
import { PageView } from './pages/PageView.js';
import type { Screen } from './screen.js';
import { Attract, CardLeft, Interrupted } from './screens/arrival.js';
import { CardFailed, CardNotIssued, CardUnknown } from './screens/cards.js';
import { EntryScreen } from './screens/EntryScreen.js';
import { Menu } from './screens/Menu.js';
import { Refused } from './screens/refusals.js';
import { DaemonAway, PcscAway, Reading, ReaderMissing, Sending, Starting } from './screens/waiting.js';
import { idleSecondsOf, type ViewProps } from './viewProps.js';

export function ScreenView(props: ViewProps<Screen>) {
  const { screen, session, runner } = props;
  const { dispatch } = runner;
  const onEnd = () => dispatch({ type: 'ended' });
  const onTouch = () => dispatch({ type: 'touched' });
  const onBack = () => dispatch({ type: 'back' });
  if ('pageKey' in screen) return <PageView screen={screen} runner={runner} />;
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
      return <Reading jobId={screen.jobId} load={(jobId) => void runner.load(jobId)} />;
    case 'sending':
      return <Sending cardIn={screen.cardIn} />;
    case 'attract':
      return <Attract notice={screen.notice} onTouch={onTouch} />;
    case 'interrupted':
      return <Interrupted seconds={idleSecondsOf(session)} onEnd={onEnd} />;
    case 'cardLeft':
      return <CardLeft onTouch={onTouch} />;
    case 'entry':
      return (
        <EntryScreen
          screen={screen}
          shuffle={session?.kiosk.shuffleKeypad ?? false}
          onTyped={runner.onTyped}
          onBack={onBack}
        />
      );
    case 'cardFailed':
      return <CardFailed failure={screen.failure} onEnd={onEnd} />;
    case 'cardUnknown':
      return <CardUnknown onEnd={onEnd} />;
    case 'cardNotIssued':
      return <CardNotIssued onEnd={onEnd} />;
    case 'menu':
      return <Menu screen={screen} onChoose={(offer) => dispatch({ type: 'chosen', ...offer })} onEnd={onEnd} />;
    case 'refused':
      return <Refused {...screen} onRetry={() => dispatch({ type: 'retry' })} onBack={onBack} onEnd={onEnd} />;
    case 'counterJob':
    case 'elsewhere':
    case 'working':
    case 'waitingForRa':
    case 'pulled':
    case 'otherCard':
    case 'question':
    case 'done':
    case 'failed':
      return <JobView {...props} screen={screen} />;
  }
}
