/** What happened, what it means for the card, what to do next; the code small beside it, for the person at the counter. */
import type { WireFailure } from '../../daemon/contract/messages.js';
import { useWords } from '../words/language.js';

/** @param titled a heading says what happened already */
export function FailureText({ failure, titled = false }: { failure: WireFailure; titled?: boolean }) {
  const { pick, say } = useWords();
  return (
    <div className="failure-text">
      {!titled && <p className="failure-happened">{pick(failure.happened)}</p>}
      <p>{pick(failure.card)}</p>
      <p>{pick(failure.next)}</p>
      <p className="failure-code">
        {say('failureCode')} <code>{failure.code}</code>
      </p>
    </div>
  );
}
