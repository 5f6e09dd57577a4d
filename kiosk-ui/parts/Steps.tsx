/** A job's steps as they happen. */
import type { WireStep } from '../../daemon/api/messages.js';
import { useWords } from '../language.js';
import type { WordKey } from '../words.js';
import { Mark } from './Mark.js';

const stateWords: Readonly<Record<WireStep['state'], WordKey>> = {
  pending: 'stepPending',
  running: 'stepRunning',
  done: 'stepDone',
  failed: 'stepFailed',
};

/** @param durations show how long each step took */
export function Steps({ steps, durations = false }: { steps: readonly WireStep[]; durations?: boolean }) {
  const { say, pick, number } = useWords();
  const running = steps.find(({ state }) => state === 'running');
  return (
    <div className="screen-body">
      <ol className="steps" aria-label={say('steps')}>
        {steps.map((step) => (
          <li key={step.name} data-state={step.state} aria-current={step.state === 'running' ? 'step' : undefined}>
            <Mark shape={step.state} />
            <span className="step-label">{pick(step.label)}</span>
            <span className="step-state">
              {durations && step.durationMs !== null
                ? say('seconds', { n: number(step.durationMs / 1000, step.durationMs < 1000 ? 2 : 1) })
                : say(stateWords[step.state])}
            </span>
          </li>
        ))}
      </ol>
      <p className="steps-note" role="status">
        {running !== undefined && (
          <>
            <span className="visually-hidden">{pick(running.label)}</span>
            {running.long && say('noForecast')}
          </>
        )}
      </p>
    </div>
  );
}
