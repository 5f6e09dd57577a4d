/** A job's open question, answered at the counter. */
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { Answer, WireJob } from '../../daemon/api/messages.js';
import { client } from '../api/client.js';
import type { PinReference, PinRule, Question } from '../api/types.js';
import type { Fact, World } from '../api/world.js';
import { useWords } from '../language.js';
import { FailureText } from '../parts/FailureText.js';
import { PlainField, SecretField } from './fields.js';
import { emptyPins, NewPins, pinErrors } from './NewPins.js';
import { RequestProblem } from './RequestProblem.js';
import { useRequest } from './useRequest.js';

interface QuestionFormProps {
  readonly job: WireJob;
  readonly question: Question;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
}

/** The PINs that have to be typed for the answer. */
function pinsOf(question: Question): readonly PinReference[] {
  switch (question.kind) {
    case 'enterPins':
      return question.mode === 'chosen' ? question.pins : [];
    case 'authoriseAgain':
    case 'tryNewPin':
      return [question.pin];
    case 'verifyPins':
      return question.pins.map(({ reference }) => reference);
    case 'confirmTerms':
    case 'decide':
      return [];
  }
}

export function QuestionForm({ job, question, world, tell }: QuestionFormProps) {
  const { say } = useWords();
  const [pins, setPins] = useState(emptyPins);
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const { busy, error, run } = useRequest();
  const card = world.readers.find(({ id }) => id === job.readerId)?.card;
  const rule: PinRule | null = card?.state === 'known' ? card.pinRule : null;
  const references = pinsOf(question);

  const send = (answer: Answer) =>
    run(async () => {
      if (question.kind === 'authoriseAgain') {
        await client.authorise({ readerId: job.readerId, pin: question.pin, account, password });
      }
      tell({ type: 'job', job: await client.answerJob(job.id, answer) });
    });
  const submit = () => {
    setChecked(true);
    if (busy || (references.length > 0 && (rule === null || pinErrors(references, pins, rule).size > 0))) return;
    void send(answerTo(question, pins));
    setPassword('');
  };

  return (
    <Form
      className="form question"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h3>{say('question')}</h3>
      <FailureText failure={question.reason} />
      {question.kind === 'authoriseAgain' && (
        <div className="pin-pair">
          <PlainField label={say('account')} value={account} onChange={setAccount} />
          <SecretField label={say('websitePassword')} value={password} onChange={setPassword} />
        </div>
      )}
      {question.kind === 'tryNewPin' && question.triesLeft === 1 && <p className="notice">{say('lastTryWarning')}</p>}
      {references.length > 0 && (
        <NewPins references={references} values={pins} rule={rule} checked={checked} onChange={setPins} />
      )}
      <RequestProblem error={error} />
      <div className="form-end">
        <Button className="button primary" type="submit" isDisabled={busy}>
          {say(question.kind === 'decide' ? 'tryAgain' : isRandom(question) ? 'agreeRandom' : 'sendAnswer')}
        </Button>
        {question.kind === 'decide' && (
          <Button className="button" isDisabled={busy} onPress={() => void send({ kind: 'decide', decision: 'stop' })}>
            {say('stopJob')}
          </Button>
        )}
      </div>
    </Form>
  );
}

function isRandom(question: Question): boolean {
  return question.kind === 'enterPins' && question.mode === 'random';
}

function answerTo(question: Question, pins: typeof emptyPins): Answer {
  switch (question.kind) {
    case 'enterPins':
      return question.mode === 'random'
        ? { kind: 'enterPins', pins: { mode: 'random' } }
        : {
            kind: 'enterPins',
            pins: {
              mode: 'chosen',
              ...(question.pins.includes(1) && { pin1: pins[1].pin }),
              ...(question.pins.includes(2) && { pin2: pins[2].pin }),
            },
          };
    case 'authoriseAgain':
      return { kind: 'authoriseAgain', newPin: pins[question.pin].pin };
    case 'tryNewPin':
      return { kind: 'tryNewPin', newPin: pins[question.pin].pin, lastTryConfirmed: question.triesLeft === 1 };
    case 'verifyPins': {
      const asked = question.pins.map(({ reference }) => reference);
      return {
        kind: 'verifyPins',
        ...(asked.includes(1) && { pin1: pins[1].pin }),
        ...(asked.includes(2) && { pin2: pins[2].pin }),
        lastTryConfirmed: question.pins.some(({ triesLeft }) => triesLeft === 1),
      };
    }
    case 'confirmTerms':
      return { kind: 'confirmTerms', termsVersion: question.termsVersion };
    case 'decide':
      return { kind: 'decide', decision: 'tryAgain' };
  }
}
