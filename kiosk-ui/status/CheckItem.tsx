/** One check: its state, why it matters, what is wished for and what is there, and how it is mended. */
import { Button } from 'react-aria-components';
import type { CheckState, WireCheck, WireRepairOutcome } from '../../daemon/contract/messages.js';
import { useWords } from '../staff/language.js';
import { State, type MarkShape } from '../parts/Mark.js';
import type { WordKey } from '../words/staffPages.js';

const shapes: Readonly<Record<CheckState, MarkShape>> = { ok: 'done', warn: 'warn', failed: 'failed', unknown: 'ask' };

const stateWords: Readonly<Record<CheckState, WordKey>> = {
  ok: 'checkOk',
  warn: 'checkWarn',
  failed: 'checkFailed',
  unknown: 'checkUnknown',
};

interface CheckItemProps {
  readonly check: WireCheck;
  /** What came of its last repair. */
  readonly message: WireRepairOutcome | null;
  readonly isMending: boolean;
  readonly isDisabled: boolean;
  readonly onMend?: () => void;
}

export function CheckItem({ check, message, isMending, isDisabled, onMend }: CheckItemProps) {
  const { say, pick } = useWords();
  const { id, title, purpose, recommended, present, state, repair } = check;
  const offered = state === 'ok' ? null : repair;
  return (
    <li className="check-item" data-state={state}>
      <p className="check-state">
        {isMending ? (
          <State shape="running" word={say('checkMending')} />
        ) : (
          <State shape={shapes[state]} word={say(stateWords[state])} />
        )}
      </p>
      <div className="check-words">
        <h3 id={`check-${id}`}>{pick(title)}</h3>
        <p className="quiet">{pick(purpose)}</p>
        {message !== null && (
          <p className="check-message">
            <State
              shape={message.outcome === 'repaired' ? 'done' : 'failed'}
              word={say(message.outcome === 'repaired' ? 'mended' : 'notMended')}
            />{' '}
            {pick(message.message)}
          </p>
        )}
      </div>
      <dl className="check-values">
        <dt>{say('presentValue')}</dt>
        <dd>
          {pick(present)
            .split('\n')
            .map((line, index) => (
              <span key={index}>{line}</span>
            ))}
        </dd>
        <dt>{say('recommendedValue')}</dt>
        <dd>{pick(recommended)}</dd>
      </dl>
      <div className="check-repair">
        {offered !== null && offered.hindrance !== null && <p>{pick(offered.hindrance)}</p>}
        {offered !== null && offered.hindrance === null && onMend !== undefined && (
          <Button className="button" aria-describedby={`check-${id}`} isDisabled={isDisabled} onPress={onMend}>
            {pick(offered.label)}
          </Button>
        )}
      </div>
    </li>
  );
}
