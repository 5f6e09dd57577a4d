/** The question of the job in a reader of the line: try again, set the card aside, or spoil it. */
import { Button } from 'react-aria-components';
import type { Answer, WireQuestion } from '../../daemon/contract/messages.js';
import { client } from '../api/client.js';
import { may, type Fact, type World } from '../api/world.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useRequest } from '../staff/useRequest.js';
import { useWords } from '../staff/language.js';
import { FailureText } from '../parts/FailureText.js';
import type { WordKey } from '../words/staffPages.js';
import { SpoilHere } from './SpoilHere.js';

interface DecideProps {
  readonly question: WireQuestion;
  readonly jobId: string;
  readonly cardSerial: string | null;
  readonly raId: string | null;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
}

/** The line draws its PINs: whoever works there types none. */
function goOn(question: WireQuestion): { readonly word: WordKey; readonly answer: Answer } | null {
  switch (question.kind) {
    case 'decide':
      return { word: 'tryAgain', answer: { kind: 'decide', decision: 'tryAgain' } };
    case 'enterPins':
      return question.mode === 'random'
        ? { word: 'agreeRandom', answer: { kind: 'enterPins', pins: { mode: 'random' } } }
        : null;
    case 'authoriseAgain':
    case 'tryNewPin':
    case 'verifyPins':
    case 'confirmTerms':
      return null;
  }
}

export function Decide({ question, jobId, cardSerial, raId, world, tell }: DecideProps) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  const way = goOn(question);
  const answer = (given: Answer) => run(async () => tell({ type: 'job', job: await client.answerJob(jobId, given) }));
  return (
    <section className="question form" aria-label={say('question')}>
      <FailureText failure={question.reason} />
      <RequestProblem error={error} />
      <div className="form-end">
        {way !== null && (
          <Button className="button primary" isDisabled={busy} onPress={() => void answer(way.answer)}>
            {say(way.word)}
          </Button>
        )}
        {question.kind === 'decide' && (
          <Button
            className="button"
            isDisabled={busy}
            onPress={() => void answer({ kind: 'decide', decision: 'stop' })}
          >
            {say('setAside')}
          </Button>
        )}
        {cardSerial !== null && raId !== null && may(world, 'spoil') && (
          <SpoilHere cardSerial={cardSerial} raId={raId} reason="personalisationFailed" />
        )}
      </div>
      {question.kind === 'decide' && <p className="hint quiet">{say('setAsideHow')}</p>}
    </section>
  );
}
