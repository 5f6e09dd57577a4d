/**
 * One masked (or plain) entry with its keypad. The text is held here alone, never in the document while it is masked, in
 * no form field, so that no history, autofill or password manager sees it. A keyboard types into it as well.
 */
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { PinRule } from '../api/types.js';
import { useWords } from '../language.js';
import { Keypad } from './Keypad.js';
import { Mark } from './Mark.js';
import { append, breachOf, isAllowed, type RuleBreach } from './pinRule.js';

interface EntryProps {
  readonly rule: PinRule;
  readonly masked: boolean;
  readonly shuffle: boolean;
  /** Id of the heading that asks for the entry. */
  readonly labelledBy: string;
  readonly submitLabel: string;
  readonly onSubmit: (text: string) => void;
  /** Other actions, beside the submit button. */
  readonly children: ReactNode;
}

const showLastMs = 1_200;

export function Entry({ rule, masked, shuffle, labelledBy, submitLabel, onSubmit, children }: EntryProps) {
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

  const type = (character: string) => {
    const result = append(rule, text, character);
    if ('breach' in result) {
      setBreach(result.breach);
      return;
    }
    setText(result.text);
    setBreach(null);
    setLastShown(showLast);
  };
  const shorten = (length: number) => {
    setText(text.slice(0, length));
    setBreach(null);
    setLastShown(false);
  };
  const submit = () => {
    const found = breachOf(rule, text);
    setBreach(found);
    if (found !== null) return;
    setText('');
    onSubmit(text);
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('[role=alertdialog]')) return;
    const onButton = target !== null && target.closest('button') !== null;
    if (event.key === 'Backspace') shorten(text.length - 1);
    else if (event.key === 'Enter' && !onButton) submit();
    else if (event.key.length === 1 && !(onButton && event.key === ' ')) type(event.key);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);

  const shown = masked
    ? '●'.repeat(Math.max(0, text.length - (lastShown ? 1 : 0))) + (lastShown ? text.slice(-1) : '')
    : text;

  return (
    <div className="entry">
      <div className="entry-field">
        <div
          className={masked ? 'entry-box entry-masked' : 'entry-box'}
          role="textbox"
          tabIndex={0}
          aria-labelledby={labelledBy}
          aria-describedby="entry-line"
          aria-invalid={breach !== null}
        >
          <span className="entry-text">{shown}</span>
          <span className="entry-caret" />
        </div>
        <div className="entry-under">
          <p id="entry-line" aria-live="polite">
            {say('ruleLine', { min: rule.minLength, max: rule.maxLength, n: text.length })}
          </p>
          {masked && (
            <ToggleButton className="switch" isSelected={showLast} onChange={setShowLast}>
              <span className="switch-box" aria-hidden="true" />
              {say('showLast')}
            </ToggleButton>
          )}
        </div>
        <p className="entry-breach" role="alert">
          {breach !== null && (
            <>
              <Mark shape="warn" />
              {say(breach, { min: rule.minLength, max: rule.maxLength })}
            </>
          )}
        </p>
      </div>
      <Keypad
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
