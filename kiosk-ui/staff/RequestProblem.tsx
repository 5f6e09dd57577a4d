import { useEffect, useRef } from 'react';
import { useWords } from './language.js';
import { FailureText } from '../parts/FailureText.js';
import type { RequestError } from './useRequest.js';

/** Why a request was refused, in the daemon's words; or that no answer came. */
export function RequestProblem({ error }: { error: RequestError }) {
  const { say } = useWords();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error === null) return;
    place.current?.scrollIntoView({ block: 'nearest' });
    // The button that sent the request was disabled meanwhile and lost the focus.
    if (document.activeElement === document.body) place.current?.focus();
  }, [error]);
  return (
    <div ref={place} role="alert" tabIndex={-1} className="problem-place">
      {error !== null && (
        <div className="problem">
          {error === 'unanswered' ? <p>{say('requestLost')}</p> : <FailureText failure={error} />}
        </div>
      )}
    </div>
  );
}
