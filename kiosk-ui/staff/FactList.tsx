/** Labels by their words, and values; what has no value is left out. */
import type { ReactNode } from 'react';
import { useWords } from './language.js';
import { Facts } from '../parts/Facts.js';
import type { WordKey } from '../words/staffPages.js';

export interface FactRow {
  readonly word: WordKey;
  readonly value: ReactNode;
  /** In the fixed-width font: what is compared character by character. */
  readonly serial?: boolean;
}

export function FactList({ rows }: { rows: readonly FactRow[] }) {
  const { say } = useWords();
  const lines = rows.flatMap(({ word, value, serial = false }) =>
    value === null ? [] : [{ name: say(word), value, code: serial }],
  );
  return <Facts lines={lines} />;
}
