/** A job stands at a question: what happened, what it means for the card, and what the person can answer. */
import type { WireJob } from '../../../daemon/contract/messages.js';
import type { Question } from '../../api/types.js';
import { useWords } from '../language.js';
import { FailureText } from '../../parts/FailureText.js';
import { Facts } from '../../parts/Facts.js';
import { State } from '../../parts/Mark.js';
import type { WordKey } from '../../words/kioskPage.js';
import type { JobScreen } from '../jobScreen.js';
import type { VisitRunner } from '../runVisit.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from './buttons.js';
import { CertificatesOnCard } from './Done.js';
import { registrationFacts } from './registrationFacts.js';
import { StepList } from './StepList.js';

interface QuestionScreenProps {
  readonly screen: Extract<JobScreen, { name: 'question' }>;
  readonly runner: Pick<VisitRunner, 'answer' | 'stop'>;
  /** Goes to the pages that the question asks for. */
  readonly onAnswer: () => void;
  readonly onEnd: () => void;
}

/** The button of each question that is answered by an entry, or by reading the terms. */
const goOnWords: Readonly<Record<Exclude<Question['kind'], 'decide' | 'enterPins'>, WordKey>> = {
  authoriseAgain: 'authoriseAgainNext',
  tryNewPin: 'goOn',
  verifyPins: 'verifyPinsNext',
  confirmTerms: 'dataRight',
};

export function QuestionScreen({ screen, runner, onAnswer, onEnd }: QuestionScreenProps) {
  const { say, pick } = useWords();
  const { job, question, problem } = screen;
  const confirming = question.kind === 'confirmTerms';
  return (
    <ScreenFrame
      name={`question ${question.kind}`}
      title={confirming ? say('confirmRenewal') : pick(question.reason.happened)}
      mark={confirming ? undefined : 'ask'}
      pose={confirming || question.kind === 'verifyPins' ? undefined : 'in'}
      layout={question.kind === 'verifyPins' ? 'steps' : undefined}
      body={bodyOf(job, question)}
      actions={
        question.kind === 'enterPins' ? (
          <Action word="end" primary onPress={onEnd} />
        ) : (
          <>
            <Action word="stopJob" onPress={() => stop(job, question, runner)} />
            {question.kind === 'decide' ? (
              <Action
                word="tryAgain"
                primary
                onPress={() => void runner.answer(job, { kind: 'decide', decision: 'tryAgain' })}
              />
            ) : (
              <Action word={goOnWords[question.kind]} primary onPress={onAnswer} />
            )}
          </>
        )
      }
    >
      <TriesLine question={question} />
      {confirming ? (
        <>
          {question.reason.code === 'renewCertificates.confirm.oldKeyGoes' ? (
            <div className="notice">
              <FailureText failure={question.reason} />
            </div>
          ) : (
            <p>{say('oldStayUsable')}</p>
          )}
          <p>{say('dataWrong')}</p>
        </>
      ) : (
        <FailureText failure={question.reason} titled />
      )}
      {problem !== null && (
        <div role="alert" className="notice">
          <FailureText failure={problem} />
        </div>
      )}
    </ScreenFrame>
  );
}

function stop(job: WireJob, question: Question, runner: Pick<VisitRunner, 'answer' | 'stop'>): void {
  void (question.kind === 'decide' ? runner.answer(job, { kind: 'decide', decision: 'stop' }) : runner.stop(job));
}

/** What is confirmed, or what was done and what was not. */
function bodyOf(job: WireJob, question: Question) {
  switch (question.kind) {
    case 'confirmTerms':
      return <Renewal question={question} />;
    case 'verifyPins':
      return <StepList steps={job.steps} halted />;
    case 'authoriseAgain':
    case 'tryNewPin':
    case 'decide':
    case 'enterPins':
      return undefined;
  }
}

function Renewal({ question }: { question: Extract<Question, { kind: 'confirmTerms' }> }) {
  const words = useWords();
  return (
    <div className="renewal">
      <Facts lines={registrationFacts(question.registration, words)} />
      <h2>{words.say('renewedCertificates')}</h2>
      <CertificatesOnCard certificates={question.certificates} />
    </div>
  );
}

function TriesLine({ question }: { question: Question }) {
  const { say } = useWords();
  const lines =
    question.kind === 'tryNewPin'
      ? [{ reference: question.pin, triesLeft: question.triesLeft }]
      : question.kind === 'verifyPins'
        ? question.pins
        : [];
  return lines.map(({ reference, triesLeft }) => (
    <p key={reference}>
      {say(reference === 1 ? 'pin1' : 'pin2')}
      {' · '}
      {triesLeft === 1 ? <State shape="warn" word={say('lastTryWarning')} /> : say('triesLeft', { n: triesLeft })}
    </p>
  ));
}
