/** The buttons of a form, and beside them what stands in the way. */
import type { ReactNode } from 'react';
import { useWords } from './language.js';
import { Mark } from '../parts/Mark.js';
import type { WordKey } from '../words/staffPages.js';

export function FormEnd({ why, children }: { why: WordKey | null; children: ReactNode }) {
  const { say } = useWords();
  return (
    <div className="form-end">
      {children}
      <p className="why" role="status">
        {why !== null && (
          <>
            <Mark shape="warn" />
            {say(why)}
          </>
        )}
      </p>
    </div>
  );
}
