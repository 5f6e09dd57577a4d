/** Labels and values; what has no value is left out. */
import type { ReactNode } from 'react';
import { useWords } from '../language.js';
import type { WordKey } from '../words.js';

export interface FactRow {
  readonly word: WordKey;
  readonly value: ReactNode;
  /** In the fixed-width font: what is compared character by character. */
  readonly serial?: boolean;
}

export function FactList({ rows }: { rows: readonly FactRow[] }) {
  const { say } = useWords();
  return (
    <dl className="facts">
      {rows.map(
        ({ word, value, serial = false }) =>
          value !== null && (
            <div key={word}>
              <dt>{say(word)}</dt>
              <dd className={serial ? 'serial' : undefined}>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
