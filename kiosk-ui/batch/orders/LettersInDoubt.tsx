/** Letters that were on their way to the printer when the gateway stopped. A person checks and enters which of them came out. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { batchClient } from '../../api/batchClient.js';
import type { Fact } from '../../api/world.js';
import { PlainField } from '../../staff/fields.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest } from '../../staff/useRequest.js';
import { useWords } from '../../staff/language.js';
import { State } from '../../parts/Mark.js';
import { numbersOf, rangesOf } from './numbers.js';

interface LettersInDoubtProps {
  readonly id: string;
  readonly numbers: readonly number[];
  readonly maySay: boolean;
  readonly dispatch: (fact: Fact) => void;
}

export function LettersInDoubt({ id, numbers, maySay, dispatch }: LettersInDoubtProps) {
  const { say } = useWords();
  const all = rangesOf(numbers);
  return (
    <section className="form" aria-label={say('lettersInDoubt')}>
      <h2>{say('lettersInDoubt')}</h2>
      <State shape="ask" word={say('lettersInDoubtOf', { numbers: all })} />
      {maySay && <Answer key={all} id={id} all={all} dispatch={dispatch} />}
    </section>
  );
}

function Answer({ id, all, dispatch }: { id: string; all: string; dispatch: (fact: Fact) => void }) {
  const { say } = useWords();
  const [typed, setTyped] = useState(all);
  const { busy, error, run } = useRequest();
  const numbers = numbersOf(typed);
  const isReady = numbers !== null && numbers !== 'bad';
  const seen = (cameOut: boolean) =>
    run(async () => {
      if (!isReady) return;
      dispatch({ type: 'batchLetters', letters: await batchClient.settleLetters(id, { numbers, cameOut }) });
    });
  return (
    <>
      <p>{say('lettersInDoubtHow')}</p>
      <PlainField label={say('lettersWhich')} value={typed} onChange={setTyped} />
      <div className="form-end">
        <Button className="button" isDisabled={busy || !isReady} onPress={() => void seen(true)}>
          {say('lettersCameOut')}
        </Button>
        <Button className="button" isDisabled={busy || !isReady} onPress={() => void seen(false)}>
          {say('lettersDidNot')}
        </Button>
      </div>
      <RequestProblem error={error} />
    </>
  );
}
