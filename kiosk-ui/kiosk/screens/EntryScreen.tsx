/** One question, one entry, one keypad. */
import { wordsOf } from '../../parts/pinRule.js';
import { useWords } from '../language.js';
import { Entry } from '../../parts/Entry.js';
import { State } from '../../parts/Mark.js';
import { entryKind } from '../entryRules.js';
import { ScreenFrame, titleId } from '../ScreenFrame.js';
import type { EntryScreenState } from '../taskScreen.js';
import { Action } from './buttons.js';

interface EntryScreenProps {
  readonly screen: EntryScreenState;
  readonly shuffle: boolean;
  readonly onTyped: (text: string) => void;
  readonly onBack: () => void;
}

export function EntryScreen({ screen, shuffle, onTyped, onBack }: EntryScreenProps) {
  const { say } = useWords();
  const { field, pin, rule, newPin, masked, isLast, hex, triesLeft, differed, step, cardIn } = screen;
  const { title, hint } = entryKind(field);
  return (
    <ScreenFrame
      name="entry"
      layout="entry"
      title={say(title, { pin })}
      pose={cardIn ? 'in' : undefined}
      step={step === null ? undefined : say('stepOf', { ...step })}
      body={
        <Entry
          rule={rule}
          newPin={newPin}
          masked={masked}
          hex={hex}
          shuffle={shuffle}
          labelledBy={titleId}
          submitLabel={say(isLast ? 'confirm' : 'next')}
          onTyped={onTyped}
        >
          <Action word={step?.n === 1 || step === null ? 'cancel' : 'back'} onPress={onBack} />
        </Entry>
      }
    >
      {hint !== null && <p>{say(hint)}</p>}
      {newPin?.rule.weak.patterns === true && !differed && <p>{say('newPinHint', wordsOf(newPin.rule))}</p>}
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
