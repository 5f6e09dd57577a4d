/** Before and after a card: the invitation, and a card that is not there or was left. */
import { Button } from 'react-aria-components';
import { useWords } from '../../language.js';
import { useSecondsLeft } from '../../parts/IdleGuard.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Notice } from './Notice.js';

export function Attract({ notice, onTouch }: { notice: 'connectionLost' | null; onTouch: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="attract"
      title={say('appName')}
      pose="insert"
      actions={
        <Button className="button primary" onPress={onTouch}>
          {say('touchToStart')}
        </Button>
      }
    >
      <p className="screen-lead">{say('attractLine')}</p>
      <p>{say('orInsert')}</p>
      <Notice notice={notice} />
    </ScreenFrame>
  );
}

export function InsertCard({ onEnd }: { onEnd: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="insertCard"
      title={say('insertCard')}
      pose="insert"
      actions={
        <Button className="button" onPress={onEnd}>
          {say('cancel')}
        </Button>
      }
    >
      <p>{say('insertHow')}</p>
    </ScreenFrame>
  );
}

export function Interrupted({ seconds, onEnd }: { seconds: number; onEnd: () => void }) {
  const { say } = useWords();
  const left = useSecondsLeft(seconds, onEnd);
  return (
    <ScreenFrame
      name="interrupted"
      title={say('interrupted')}
      mark="warn"
      pose="insert"
      actions={
        <Button className="button" onPress={onEnd}>
          {say('end')}
        </Button>
      }
    >
      <p>{say('interruptedMeans')}</p>
      <p className="quiet" role="timer">
        {say('backToStartIn', { n: left })}
      </p>
    </ScreenFrame>
  );
}

export function CardLeft({ onTouch }: { onTouch: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="cardLeft"
      title={say('cardLeft')}
      pose="take"
      actions={
        <Button className="button primary" onPress={onTouch}>
          {say('touchToStart')}
        </Button>
      }
    >
      <p>{say('cardLeftNext')}</p>
    </ScreenFrame>
  );
}
