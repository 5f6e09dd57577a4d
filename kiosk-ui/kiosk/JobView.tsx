/** The screens of a job. */
import type { JobScreen } from './jobScreen.js';
import { idleSecondsOf, type ViewProps } from './viewProps.js';
import { CounterJob, Elsewhere } from './screens/cards.js';
import { Done } from './screens/Done.js';
import { Pulled } from './screens/Pulled.js';
import { QuestionScreen } from './screens/QuestionScreen.js';
import { Failed } from './screens/refusals.js';
import { WaitingForRa, Working } from './screens/Working.js';

export function JobView({ screen, session, runner }: ViewProps<Exclude<JobScreen, { name: 'reading' }>>) {
  const { dispatch } = runner;
  const onEnd = () => dispatch({ type: 'ended' });
  const onMenu = () => dispatch({ type: 'left' });
  const seconds = idleSecondsOf(session);
  switch (screen.name) {
    case 'counterJob':
      return <CounterJob />;
    case 'elsewhere':
      return <Elsewhere seconds={seconds} onEnd={onEnd} />;
    case 'working':
      return <Working job={screen.job} />;
    case 'waitingForRa':
      return <WaitingForRa job={screen.job} onEnd={onEnd} />;
    case 'pulled':
    case 'otherCard':
      return <Pulled job={screen.job} another={screen.name === 'otherCard'} seconds={seconds} onEnd={onEnd} />;
    case 'question':
      return (
        <QuestionScreen
          screen={screen}
          runner={runner}
          onAnswer={() => dispatch({ type: 'answering', job: screen.job })}
          onEnd={onEnd}
        />
      );
    case 'done':
      return <Done screen={screen} onMenu={onMenu} onEnd={onEnd} />;
    case 'failed':
      return <Failed failure={screen.failure} onMenu={onMenu} onEnd={onEnd} />;
  }
}
