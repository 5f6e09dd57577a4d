/** Letters that were on their way to the printer when the gateway ended: a person looks, and says which of them came out. */
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
  readonly mayTell: boolean;
  readonly tell: (fact: Fact) => void;
}

export function LettersInDoubt({ id, numbers, mayTell, tell }: LettersInDoubtProps) {
  const { say } = useWords();
  const all = rangesOf(numbers);
  return (
    <section className="form" aria-label={say('lettersInDoubt')}>
      <h2>{say('lettersInDoubt')}</h2>
      <State shape="ask" word={say('lettersInDoubtOf', { numbers: all })} />
      {mayTell && <Tell key={all} {...{ id, all, tell }} />}
    </section>
  );
}

function Tell({ id, all, tell }: { id: string; all: string; tell: (fact: Fact) => void }) {
  const { say } = useWords();
  const [typed, setTyped] = useState(all);
  const { busy, error, run } = useRequest();
  const numbers = numbersOf(typed);
  const isReady = numbers !== null && numbers !== 'bad';
  const seen = (cameOut: boolean) =>
    run(async () => {
      if (!isReady) return;
      tell({ type: 'batchLetters', letters: await batchClient.tellOfLetters(id, { numbers, cameOut }) });
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
