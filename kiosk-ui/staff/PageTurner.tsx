/** The buttons below a table that comes a page at a time: back to its first page, on to the next one. */
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from './language.js';

interface PageTurnerProps {
  readonly isFirst: boolean;
  /** null: this page is the last. */
  readonly onNext: (() => void) | null;
  readonly onFirst: () => void;
  /** Buttons before these. */
  readonly children?: ReactNode;
}

export function PageTurner({ isFirst, onNext, onFirst, children }: PageTurnerProps) {
  const { say } = useWords();
  return (
    <div className="form-end">
      {children}
      {!isFirst && (
        <Button className="button" onPress={onFirst}>
          {say('entriesBack')}
        </Button>
      )}
      {onNext !== null && (
        <Button className="button" onPress={onNext}>
          {say('entriesMore')}
        </Button>
      )}
    </div>
  );
}
