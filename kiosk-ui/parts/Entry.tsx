/**
 * One entry with its keypad. A keyboard or a scanner types into it as well. A masked text is held here alone and is never
 * in the document, in no form field, so that no history, autofill or password manager sees it; a plain one is in a field
 * without a form, so that an input method can write into it.
 */
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { PinRule } from '../api/types.js';
import { useWords } from '../words/language.js';
import { Keypad } from './Keypad.js';
import { Mark } from './Mark.js';
import {
  append,
  breachOf,
  isAllowed,
  replaced,
  weaknessIn,
  wordsOf,
  type Breach,
  type NewPinCheck,
  type RuleBreach,
} from './pinRule.js';

interface EntryProps {
  readonly rule: PinRule;
  /** Where a new PIN is chosen: what is there so far is held to it. */
  readonly newPin: NewPinCheck | null;
  readonly masked: boolean;
  /** A serial number: hex of any case; blanks and colons do not count. */
  readonly hex: boolean;
  readonly shuffle: boolean;
  /** Id of the heading that asks for the entry. */
  readonly labelledBy: string;
  readonly submitLabel: string;
  readonly onTyped: (text: string) => void;
  /** Other actions, beside the submit button. */
  readonly children: ReactNode;
}

const showLastMs = 1_200;
const lineId = 'entry-line';

export function Entry(props: EntryProps) {
  const { rule, newPin, masked, hex, shuffle, labelledBy, submitLabel, onTyped, children } = props;
  const { say } = useWords();
  const [text, setText] = useState('');
  const [breach, setBreach] = useState<RuleBreach | null>(null);
  const [showLast, setShowLast] = useState(false);
  const [lastShown, setLastShown] = useState(false);

  useEffect(() => {
    if (!lastShown) return;
    const timer = setTimeout(() => setLastShown(false), showLastMs);
    return () => clearTimeout(timer);
  }, [lastShown, text]);

  const take = (result: { text: string } | Breach) => {
    if ('breach' in result) {
      setBreach(result.breach);
      return;
    }
    setText(result.text);
    setBreach(null);
    setLastShown(showLast);
  };
  const type = (character: string) => take(append({ rule, text, character, hex }));
  const shorten = (length: number) => {
    setText(text.slice(0, length));
    setBreach(null);
    setLastShown(false);
  };
  const weak = newPin && weaknessIn(newPin.rule, text, newPin.known);
  const problem = breach ?? weak;
  const submit = () => {
    const found = breachOf(rule, text);
    setBreach(found);
    if (found !== null || weak !== null) return;
    setText('');
    onTyped(text);
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('[role=alertdialog]')) return;
    const onButton = target !== null && target.closest('button') !== null;
    const inField = target instanceof HTMLInputElement;
    if (event.key === 'Enter' && !onButton) submit();
    else if (inField) return;
    else if (event.key === 'Backspace') shorten(text.length - 1);
    else if (event.key.length === 1 && !(onButton && event.key === ' ')) type(event.key);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);

  const names = { 'aria-labelledby': labelledBy, 'aria-describedby': lineId, 'aria-invalid': problem !== null };
  return (
    <div className="entry">
      <div className="entry-field">
        {masked ? (
          <div className="entry-box entry-masked" role="textbox" tabIndex={0} {...names}>
            <span className="entry-text">
              {'●'.repeat(Math.max(0, text.length - (lastShown ? 1 : 0))) + (lastShown ? text.slice(-1) : '')}
            </span>
            <span className="entry-caret" />
          </div>
        ) : (
          <PlainField
            text={text}
            code={hex}
            onComposing={setText}
            onChange={(written) => take(replaced(rule, written, hex))}
            {...names}
          />
        )}
        <div className="entry-under">
          <p id={lineId} aria-live="polite">
            {say('ruleLine', { ...wordsOf(rule), n: text.length })}
          </p>
          {masked && (
            <ToggleButton className="switch" isSelected={showLast} onChange={setShowLast}>
              <span className="switch-box" aria-hidden="true" />
              {say('showLast')}
            </ToggleButton>
          )}
        </div>
        <p className="entry-breach" role="alert">
          {problem !== null && (
            <>
              <Mark shape="warn" />
              {say(problem, wordsOf(rule))}
            </>
          )}
        </p>
      </div>
      <Keypad
        hex={hex}
        allowed={(character) => isAllowed(rule, character)}
        shuffle={shuffle}
        onCharacter={type}
        onBackspace={() => shorten(text.length - 1)}
        onClear={() => shorten(0)}
      />
      <div className="screen-actions">
        {children}
        <Button className="button primary" onPress={submit}>
          {submitLabel}
        </Button>
      </div>
    </div>
  );
}

interface PlainFieldProps {
  readonly text: string;
  readonly code: boolean;
  /** An input method is not done yet: nothing is judged. */
  readonly onComposing: (text: string) => void;
  readonly onChange: (text: string) => void;
  readonly 'aria-labelledby': string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

function PlainField({ text, code, onComposing, onChange, ...names }: PlainFieldProps) {
  return (
    <input
      {...names}
      className={code ? 'entry-box serial' : 'entry-box'}
      type="text"
      inputMode="none"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      value={text}
      onChange={({ currentTarget, nativeEvent }) =>
        (nativeEvent as InputEvent).isComposing ? onComposing(currentTarget.value) : onChange(currentTarget.value)
      }
      onCompositionEnd={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
