/** Numbers in a row, each with its name. */
import type { WordKey } from '../words/staffPages.js';
import { useWords } from './language.js';

interface FiguresProps {
  readonly figures: readonly (readonly [WordKey, number])[];
  /** What they are about, where no heading says it. */
  readonly label?: WordKey;
}

export function Figures({ figures, label }: FiguresProps) {
  const { say, number } = useWords();
  return (
    <dl className="figures figures-row" aria-label={label && say(label)}>
      {figures.map(([word, value]) => (
        <div key={word}>
          <dt>{say(word)}</dt>
          <dd>{number(value, 0)}</dd>
        </div>
      ))}
    </dl>
  );
}
