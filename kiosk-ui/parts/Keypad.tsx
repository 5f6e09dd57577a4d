/** An own keypad of real buttons: digits first, letters one touch away, the function keys always in the same place. */
import { useState, type CSSProperties } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import { useWords } from '../words/language.js';
import { columns, digitsInOrder, keysOf, pagesFor, secureRandom, shuffled, type KeyPage } from './keypadLayout.js';

interface KeypadProps {
  /** Serial numbers: one page of the sixteen digits. */
  readonly hex?: boolean;
  readonly allowed: (character: string) => boolean;
  readonly shuffle: boolean;
  readonly onCharacter: (character: string) => void;
  readonly onBackspace: () => void;
  readonly onClear: () => void;
}

const pageWords = {
  digits: ['keyDigits', 'keyDigitsName'],
  letters: ['keyLetters', 'keyLettersName'],
  symbols: ['keySymbols', 'keySymbolsName'],
} as const;

export function Keypad({ hex = false, allowed, shuffle, onCharacter, onBackspace, onClear }: KeypadProps) {
  const { say } = useWords();
  const [page, setPage] = useState<KeyPage>(hex ? 'hex' : 'digits');
  const [capital, setCapital] = useState(false);
  const [digits] = useState(() => (shuffle ? shuffled(digitsInOrder, secureRandom) : digitsInOrder));
  const keys = keysOf(page, { capital, digits, allowed });
  const others = hex ? [] : pagesFor(allowed).filter((other) => other !== page);

  return (
    <div className="keypad" role="group" aria-label={say('keypad')}>
      <div className="keys" style={{ '--columns': columns[page] } as CSSProperties}>
        {keys.map((key, index) =>
          key === null ? (
            <span key={`${page}${index}`} className="key-gap" />
          ) : (
            <Button
              key={`${page}${index}`}
              className="key"
              aria-label={!hex && /[A-Z]/.test(key) ? say('capital', { letter: key }) : key}
              onPress={() => onCharacter(key)}
            >
              {key}
            </Button>
          ),
        )}
      </div>
      <div className="function-keys">
        <Button className="key function-key" onPress={onBackspace}>
          {say('keyBackspace')}
        </Button>
        {page === 'letters' ? (
          <ToggleButton className="key function-key shift-key" isSelected={capital} onChange={setCapital}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M12 4l8 9h-5v7H9v-7H4z" />
            </svg>
            {say('keyShift')}
          </ToggleButton>
        ) : (
          <Button className="key function-key" onPress={onClear}>
            {say('keyClear')}
          </Button>
        )}
        {others.map((other) => (
          <Button
            key={other}
            className="key function-key"
            aria-label={say(pageWords[other][1])}
            onPress={() => setPage(other)}
          >
            {say(pageWords[other][0])}
          </Button>
        ))}
      </div>
    </div>
  );
}
