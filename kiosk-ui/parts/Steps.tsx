/** A job's steps as they happen. */
import type { WireStep } from '../../daemon/contract/messages.js';
import { useWords } from '../words/language.js';
import type { WordKey } from '../words/shared.js';
import { Mark, type MarkShape } from './Mark.js';

type ShownState = WireStep['state'] | 'halted';

const stateWords: Readonly<Record<ShownState, WordKey>> = {
  pending: 'stepPending',
  running: 'stepRunning',
  halted: 'stepHalted',
  done: 'stepDone',
  failed: 'stepFailed',
};

const shapeOf = (state: ShownState): MarkShape => (state === 'halted' ? 'warn' : state);

interface StepsProps {
  readonly steps: readonly WireStep[];
  /** Show how long each step took. */
  readonly durations?: boolean;
  /** Nothing goes on now: the step that was under way stands still. */
  readonly halted?: boolean;
}

export function Steps({ steps, durations = false, halted = false }: StepsProps) {
  const { say, pick, number } = useWords();
  const running = steps.find(({ state }) => state === 'running');
  const shown = ({ state }: WireStep): ShownState => (halted && state === 'running' ? 'halted' : state);
  return (
    <div className="screen-body">
      <ol className="steps" aria-label={say('steps')}>
        {steps.map((step) => (
          <li key={step.name} data-state={shown(step)} aria-current={step.state === 'running' ? 'step' : undefined}>
            <Mark shape={shapeOf(shown(step))} />
            <span className="step-label">{pick(step.label)}</span>
            <span className="step-state">
              {durations && step.durationMs !== null
                ? say('seconds', { n: number(step.durationMs / 1000, step.durationMs < 1000 ? 2 : 1) })
                : say(stateWords[shown(step)])}
            </span>
          </li>
        ))}
      </ol>
      <p className="steps-note" role="status">
        {running !== undefined && !halted && (
          <>
            <span className="visually-hidden">{pick(running.label)}</span>
            {running.long && say('noForecast')}
          </>
        )}
      </p>
    </div>
  );
}
