/** A job stands at a question: what happened, what it means for the card, and what the person can answer. */
import { Button } from 'react-aria-components';
import { useWords } from '../../language.js';
import { FailureText } from '../../parts/FailureText.js';
import { State } from '../../parts/Mark.js';
import type { Actions } from '../actions.js';
import type { Screen } from '../screen.js';
import { ScreenFrame } from '../ScreenFrame.js';

interface QuestionScreenProps {
  readonly screen: Extract<Screen, { name: 'question' }>;
  readonly actions: Actions;
  /** Goes to the entry that the question asks for. */
  readonly onAnswer: () => void;
  readonly onEnd: () => void;
}

export function QuestionScreen({ screen, actions, onAnswer, onEnd }: QuestionScreenProps) {
  const { say, pick } = useWords();
  const { job, question, problem } = screen;
  const stop = (
    <Button className="button" onPress={() => actions.stop(job)}>
      {say('stopJob')}
    </Button>
  );
  const goOn = (label: string, onPress: () => void) => (
    <Button className="button primary" onPress={onPress}>
      {label}
    </Button>
  );
  const buttons = () => {
    switch (question.kind) {
      case 'authoriseAgain':
        return [stop, goOn(say('authoriseAgainNext'), onAnswer)];
      case 'tryNewPin':
        return [stop, goOn(say(question.triesLeft === 1 ? 'yesIKnow' : 'goOn'), onAnswer)];
      case 'decide':
        return [
          <Button key="no" className="button" onPress={() => actions.answer(job, { kind: 'decide', decision: 'stop' })}>
            {say('stopJob')}
          </Button>,
          goOn(say('tryAgain'), () => actions.answer(job, { kind: 'decide', decision: 'tryAgain' })),
        ];
      case 'verifyPins':
      case 'confirmTerms':
        return [stop];
      case 'enterPins':
        return [goOn(say('end'), onEnd)];
    }
  };
  const [first, second] = buttons();
  return (
    <ScreenFrame
      name={`question ${question.kind}`}
      title={pick(question.reason.happened)}
      mark="ask"
      pose="in"
      actions={
        <>
          {first}
          {second}
        </>
      }
    >
      {question.kind === 'tryNewPin' && (
        <p>
          <State
            shape="warn"
            word={say(question.triesLeft === 1 ? 'lastTryWarning' : 'triesLeft', { n: question.triesLeft })}
          />
        </p>
      )}
      <FailureText failure={question.reason} titled />
      {problem !== null && (
        <div role="alert" className="notice">
          <FailureText failure={problem} />
        </div>
      )}
    </ScreenFrame>
  );
}
