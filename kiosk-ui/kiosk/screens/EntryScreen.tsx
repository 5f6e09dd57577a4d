/** One question, one entry, one keypad. */
import { Button } from 'react-aria-components';
import { useWords } from '../../language.js';
import { Entry } from '../../parts/Entry.js';
import { State } from '../../parts/Mark.js';
import type { WordKey } from '../../words.js';
import type { EntryField, Screen } from '../screen.js';
import { ScreenFrame, titleId } from '../ScreenFrame.js';

interface EntryScreenProps {
  readonly screen: Extract<Screen, { name: 'entry' }>;
  readonly shuffle: boolean;
  readonly onTyped: (text: string) => void;
  readonly onBack: () => void;
}

const titles: Readonly<Record<EntryField, WordKey>> = {
  account: 'enterAccount',
  password: 'enterPassword',
  oldPin: 'enterOldPin',
  newPin: 'enterNewPin',
  newPinAgain: 'enterNewPinAgain',
  tryNewPin: 'enterTryNewPin',
};

const hints: Partial<Readonly<Record<EntryField, WordKey>>> = { account: 'accountHint', password: 'passwordHint' };

export function EntryScreen({ screen, shuffle, onTyped, onBack }: EntryScreenProps) {
  const { say } = useWords();
  const { field, task, rule, triesLeft, differed, step } = screen;
  const hint = hints[field];
  const last = field === 'newPinAgain' || field === 'tryNewPin' || field === 'password';
  return (
    <ScreenFrame
      name="entry"
      title={say(titles[field], { pin: task.pin })}
      pose="in"
      step={step === null ? undefined : say('stepOf', step)}
      body={
        <Entry
          rule={rule}
          masked={field !== 'account'}
          shuffle={shuffle}
          labelledBy={titleId}
          submitLabel={say(last ? 'confirm' : 'next')}
          onSubmit={onTyped}
        >
          <Button className="button" onPress={onBack}>
            {say(step?.n === 1 || step === null ? 'cancel' : 'back')}
          </Button>
        </Entry>
      }
    >
      {hint !== undefined && <p>{say(hint)}</p>}
      {triesLeft !== null && (
        <p>
          {triesLeft === 1 ? <State shape="warn" word={say('lastTryWarning')} /> : say('triesLeft', { n: triesLeft })}
        </p>
      )}
      {differed && (
        <p className="notice" role="alert">
          <State shape="warn" word={say('pinsDiffer')} />
        </p>
      )}
    </ScreenFrame>
  );
}
