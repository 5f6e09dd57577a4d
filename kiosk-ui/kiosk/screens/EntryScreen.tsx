/** One question, one entry, one keypad. */
import { useWords } from '../../words/language.js';
import { Entry } from '../../parts/Entry.js';
import { State } from '../../parts/Mark.js';
import type { WordKey } from '../../words/words.js';
import { ScreenFrame, titleId } from '../ScreenFrame.js';
import type { EntryScreenState } from '../taskScreen.js';
import type { EntryField } from '../visit.js';
import { Action } from './buttons.js';

interface EntryScreenProps {
  readonly screen: EntryScreenState;
  readonly shuffle: boolean;
  readonly onTyped: (text: string) => void;
  readonly onBack: () => void;
}

const titles: Readonly<Record<EntryField, WordKey>> = {
  account: 'enterAccount',
  password: 'enterPassword',
  oldPassword: 'enterOldPassword',
  newPassword: 'enterNewPassword',
  newPasswordAgain: 'enterNewPasswordAgain',
  oldPin: 'enterOldPin',
  newPin: 'enterNewPin',
  newPinAgain: 'enterNewPinAgain',
  tryNewPin: 'enterTryNewPin',
  pin1: 'enterPin1',
  pin2: 'enterPin2',
  serial: 'enterSerial',
};

const hints: Partial<Readonly<Record<EntryField, WordKey>>> = {
  account: 'accountHint',
  password: 'passwordHint',
  oldPassword: 'passwordHint',
  newPassword: 'newPasswordHint',
  serial: 'serialHint',
};

/** Entries after which the row does something, rather than ask on. */
const last: readonly EntryField[] = ['newPinAgain', 'newPasswordAgain', 'tryNewPin', 'password', 'pin2', 'serial'];

export function EntryScreen({ screen, shuffle, onTyped, onBack }: EntryScreenProps) {
  const { say } = useWords();
  const { field, pin, rule, masked, hex, triesLeft, differed, step, cardIn } = screen;
  const hint = hints[field];
  return (
    <ScreenFrame
      name="entry"
      layout="entry"
      title={say(titles[field], { pin })}
      pose={cardIn ? 'in' : undefined}
      step={step === null ? undefined : say('stepOf', { ...step })}
      body={
        <Entry
          rule={rule}
          masked={masked}
          hex={hex}
          shuffle={shuffle}
          labelledBy={titleId}
          submitLabel={say(last.includes(field) ? 'confirm' : 'next')}
          onSubmit={onTyped}
        >
          <Action word={step?.n === 1 || step === null ? 'cancel' : 'back'} onPress={onBack} />
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
