/** A job's open question, answered at the counter. */
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { Answer, WireJob } from '../../../daemon/contract/messages.js';
import { client } from '../../api/client.js';
import type { PinReference, Question } from '../../api/types.js';
import type { Fact, World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { FailureText } from '../../parts/FailureText.js';
import { areComplete, CardPins, noCardPins, type AskedPin, type CardPinValues } from './CardPins.js';
import { PlainField, SecretField } from '../../staff/fields.js';
import { emptyPins, NewPins, pinErrors } from './NewPins.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { TermsBox } from './TermsBox.js';
import { useRequest } from '../../staff/useRequest.js';

interface QuestionFormProps {
  readonly job: WireJob;
  readonly question: Question;
  readonly world: World;
  readonly dispatch: (fact: Fact) => void;
}

/** New PINs that have to be typed for the answer, each twice. */
function newPinsOf(question: Question): readonly PinReference[] {
  switch (question.kind) {
    case 'enterPins':
      return question.mode === 'chosen' ? question.pins : [];
    case 'authoriseAgain':
      return [question.pin];
    case 'tryNewPin':
    case 'verifyPins':
    case 'confirmTerms':
    case 'decide':
      return [];
  }
}

/** PINs that the card has, or may have, each typed once: a second entry would add nothing. */
function cardPinsOf(question: Question): readonly AskedPin[] {
  switch (question.kind) {
    case 'tryNewPin':
      return [{ reference: question.pin, triesLeft: question.triesLeft }];
    case 'verifyPins':
      return question.pins;
    case 'enterPins':
    case 'authoriseAgain':
    case 'confirmTerms':
    case 'decide':
      return [];
  }
}

export function QuestionForm({ job, question, world, dispatch }: QuestionFormProps) {
  const { say } = useWords();
  const [pins, setPins] = useState(emptyPins);
  const [cardPins, setCardPins] = useState(noCardPins);
  const [terms, setTerms] = useState<string | null>(null);
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const { busy, error, run } = useRequest();
  const card = world.readers.find(({ id }) => id === job.readerId)?.card;
  const pinCheck = card?.state === 'known' ? { rule: card.pinRule, known: [card.serial, account] } : null;
  const references = newPinsOf(question);
  const asked = cardPinsOf(question);
  const ready = areComplete(asked, cardPins) && (question.kind !== 'confirmTerms' || terms !== null);

  const send = (answer: Answer) =>
    run(async () => {
      if (question.kind === 'authoriseAgain') {
        await client.authorise({ ...raOf(job), readerId: job.readerId, pin: question.pin, account, password });
      }
      dispatch({ type: 'job', job: await client.answerJob(job.id, answer) });
    });
  const submit = () => {
    setChecked(true);
    if (
      busy ||
      !ready ||
      (references.length > 0 && (pinCheck === null || pinErrors(references, pins, pinCheck).size > 0))
    )
      return;
    void send(answerTo(question, pins, cardPins));
    setPassword('');
    setCardPins(noCardPins);
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
      {asked.length > 0 && (
        <CardPins pins={asked} values={cardPins} isNew={question.kind === 'tryNewPin'} onChange={setCardPins} />
      )}
      {question.kind === 'confirmTerms' && (
        <>
          <p>
            {question.registration.name} <span className="serial">{question.registration.userIdentifier}</span>
          </p>
          <TermsBox raId={question.registration.raId} agreed={terms} onAgree={setTerms} />
        </>
      )}
      {references.length > 0 && (
        <NewPins references={references} values={pins} check={pinCheck} checked={checked} onChange={setPins} />
      )}
      <RequestProblem error={error} />
      <div className="form-end">
        <Button className="button primary" type="submit" isDisabled={busy || !ready}>
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

/** Whose subscriber it is, for a login. */
function raOf({ raId }: WireJob): { readonly raId?: string } {
  return raId === null ? {} : { raId };
}

function answerTo(question: Question, pins: typeof emptyPins, cardPins: CardPinValues): Answer {
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
      return { kind: 'tryNewPin', newPin: cardPins[question.pin], lastTryConfirmed: cardPins.lastTryKnown };
    case 'verifyPins': {
      const asked = question.pins.map(({ reference }) => reference);
      return {
        kind: 'verifyPins',
        ...(asked.includes(1) && { pin1: cardPins[1] }),
        ...(asked.includes(2) && { pin2: cardPins[2] }),
        lastTryConfirmed: cardPins.lastTryKnown,
      };
    }
    case 'confirmTerms':
      return { kind: 'confirmTerms', termsVersion: question.termsVersion };
    case 'decide':
      return { kind: 'decide', decision: 'tryAgain' };
  }
}
