/** What cannot be undone is pressed twice: the first time asks, and the way back has the focus. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from './language.js';
import type { WordKey } from '../words/staffPages.js';

interface TwiceProps {
  readonly word: WordKey;
  /** What it means. */
  readonly sure: string;
  readonly now: WordKey;
  readonly keep: WordKey;
  readonly isDisabled: boolean;
  readonly onSure: () => void;
}

export function Twice({ word, sure, now, keep, isDisabled, onSure }: TwiceProps) {
  const { say } = useWords();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <Button className="button" isDisabled={isDisabled} onPress={() => setAsking(true)}>
        {say(word)}
      </Button>
    );
  }
  return (
    <div className="question twice" role="group" aria-label={say(word)}>
      <p>{sure}</p>
      <div className="form-end">
        <Button className="button" autoFocus onPress={() => setAsking(false)}>
          {say(keep)}
        </Button>
        <Button
          className="button danger"
          isDisabled={isDisabled}
          onPress={() => {
            setAsking(false);
            onSure();
          }}
        >
          {say(now)}
        </Button>
      </div>
    </div>
  );
}
