import { useWords } from '../language.js';
import { FailureText } from '../parts/FailureText.js';
import type { RequestError } from './useRequest.js';

/** Why a request was refused, in the daemon's words; or that no answer came. */
export function RequestProblem({ error }: { error: RequestError }) {
  const { say } = useWords();
  return (
    <div role="alert" className="problem-place">
      {error !== null && (
        <div className="problem">
          {error === 'unanswered' ? <p>{say('requestLost')}</p> : <FailureText failure={error} />}
        </div>
      )}
    </div>
  );
}
