/** Before and after a card: the invitation, and a card that was taken out or left in. */
import { useWords } from '../language.js';
import { useSecondsLeft } from '../../parts/IdleGuard.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';
import { Notice } from './Notice.js';

export function Attract({ notice, onTouch }: { notice: 'connectionLost' | null; onTouch: () => void }) {
  const { say } = useWords();
  return (
    <ScreenFrame
      name="attract"
      title={say('appName')}
      pose="insert"
      actions={<Action word="touchToStart" primary onPress={onTouch} />}
    >
      <p className="screen-lead">{say('attractLine')}</p>
      <p>{say('orInsert')}</p>
      <Notice notice={notice} />
    </ScreenFrame>
  );
}

export function Interrupted({ seconds, onEnd }: { seconds: number; onEnd: () => void }) {
  const { say } = useWords();
  const { left, more } = useSecondsLeft(seconds, onEnd);
  return (
    <ScreenFrame
      name="interrupted"
      title={say('interrupted')}
      mark="warn"
      pose="insert"
      actions={
        <>
          <Action word="end" onPress={onEnd} />
          <Action word="moreTime" onPress={more} />
        </>
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
      actions={<Action word="touchToStart" primary onPress={onTouch} />}
    >
      <p>{say('cardLeftNext')}</p>
    </ScreenFrame>
  );
}
