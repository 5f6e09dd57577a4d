/** PIN 1 for a staff card that lies in a reader: which reader, how many tries are left, and a word before the last one. */
import { useState } from 'react';
import { Button, Form, Label, RadioGroup } from 'react-aria-components';
import { useWords } from './language.js';
import { Mark } from '../parts/Mark.js';
import type { WordKey } from '../words/staffPages.js';
import { Choice, SecretField, Tick } from './fields.js';
import { RequestProblem } from './RequestProblem.js';
import type { Request } from './useRequest.js';

/** A reader with a card that may be a staff card. */
export interface CardInReader {
  readonly readerId: string;
  readonly name: string;
  readonly triesLeft: number | null;
}

export interface TypedPin {
  readonly readerId: string;
  readonly pin: string;
  readonly lastTryConfirmed: boolean;
}

interface CardPinProps {
  readonly cards: readonly CardInReader[];
  readonly button: WordKey;
  readonly ready: boolean;
  readonly request: Request;
  readonly onSubmit: (typed: TypedPin) => Promise<unknown>;
}

export function CardPin({ cards, button, ready, request, onSubmit }: CardPinProps) {
  const { say } = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const [pin, setPin] = useState('');
  const [known, setKnown] = useState(false);
  const { busy, error } = request;
  const card = cards.find(({ readerId }) => readerId === chosen) ?? (cards.length === 1 ? cards[0] : undefined);
  const lastTry = card?.triesLeft === 1;
  const blocked = card === undefined || card.triesLeft === 0 || (lastTry && !known);

  const submit = async () => {
    if (card === undefined) return;
    await onSubmit({ readerId: card.readerId, pin, lastTryConfirmed: lastTry && known });
    setPin('');
    setKnown(false);
  };
  return (
    <Form
      className="form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy && !blocked && pin !== '') void submit();
      }}
    >
      <p className="why" role="status">
        {cards.length === 0 && (
          <>
            <Mark shape="card" />
            {say('insertStaffCard')}
          </>
        )}
      </p>
      {cards.length > 1 && (
        <RadioGroup className="radios" value={card?.readerId ?? null} onChange={setChosen}>
          <Label>{say('chooseReader')}</Label>
          <div className="radio-row">
            {cards.map(({ readerId, name }) => (
              <Choice key={readerId} value={readerId}>
                {name}
              </Choice>
            ))}
          </div>
        </RadioGroup>
      )}
      {card !== undefined && (
        <>
          {card.triesLeft === 0 ? (
            <p className="notice">{say('staffCardLocked')}</p>
          ) : (
            <>
              <SecretField label={say('staffCardPin', { reader: card.name })} value={pin} onChange={setPin} />
              {card.triesLeft !== null && <p className="quiet">{say('triesLeft', { n: card.triesLeft })}</p>}
            </>
          )}
          {lastTry && (
            <>
              <p className="notice">{say('lastTryWarning')}</p>
              <Tick isSelected={known} onChange={setKnown}>
                {say('yesIKnow')}
              </Tick>
            </>
          )}
        </>
      )}
      <RequestProblem error={error} />
      <div className="form-end">
        <Button className="button primary" type="submit" isDisabled={!ready || busy || blocked}>
          {say(button)}
        </Button>
      </div>
    </Form>
  );
}
