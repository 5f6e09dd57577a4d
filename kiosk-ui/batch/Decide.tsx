/** The question of the job in a reader of the line: try again, set the card aside, or spoil it. */
import { Button } from 'react-aria-components';
import type { Answer, WireQuestion } from '../../daemon/api/messages.js';
import { client } from '../api/client.js';
import { counterClient } from '../api/counterClient.js';
import { may, type Fact, type World } from '../api/world.js';
import { RequestProblem } from '../counter/RequestProblem.js';
import { useOnceKey } from '../counter/useOnceKey.js';
import { useRequest } from '../counter/useRequest.js';
import { useWords } from '../language.js';
import { FailureText } from '../parts/FailureText.js';
import type { WordKey } from '../words.js';
import { Twice } from '../counter/Twice.js';

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
  const once = useOnceKey();
  const way = goOn(question);
  const stop = async () =>
    tell({
      type: 'job',
      job:
        question.kind === 'decide'
          ? await client.answerJob(jobId, { kind: 'decide', decision: 'stop' })
          : await client.cancelJob(jobId),
    });
  const spoil = async (serial: string, ra: string) => {
    const outcome = await run(async () => {
      await stop();
      await counterClient.spoil(serial, { raId: ra, reason: 'personalisationFailed', note: '' }, once.key);
    });
    once.used(outcome);
  };
  return (
    <section className="question form" aria-label={say('question')}>
      <FailureText failure={question.reason} />
      <RequestProblem error={error} />
      <div className="form-end">
        {way !== null && (
          <Button
            className="button primary"
            isDisabled={busy}
            onPress={() => void run(async () => tell({ type: 'job', job: await client.answerJob(jobId, way.answer) }))}
          >
            {say(way.word)}
          </Button>
        )}
        <Button className="button" isDisabled={busy} onPress={() => void run(stop)}>
          {say('setAside')}
        </Button>
        {cardSerial !== null && raId !== null && may(world, 'spoil') && (
          <Twice
            word="spoilThisCard"
            sure={say('spoilThisSure', { serial: cardSerial })}
            now="spoilThisNow"
            keep="cancel"
            isDisabled={busy}
            onSure={() => void spoil(cardSerial, raId)}
          />
        )}
      </div>
      <p className="hint quiet">{say('setAsideHow')}</p>
    </section>
  );
}
