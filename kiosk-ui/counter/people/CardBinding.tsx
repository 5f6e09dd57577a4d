/** The staff card of one person: bound with the card in a reader, or taken away. */
import { useState } from 'react';
import { Button, Label, RadioGroup } from 'react-aria-components';
import type { ChangeOperator, WireOperator } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { Choice } from '../../staff/fields.js';
import { freeCards } from '../../staff/freeCards.js';

interface CardBindingProps {
  readonly person: WireOperator;
  readonly world: World;
  readonly busy: boolean;
  readonly onChange: (order: ChangeOperator) => Promise<unknown>;
}

export function CardBinding({ person, world, busy, onChange }: CardBindingProps) {
  const { say } = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const cards = freeCards(world.readers);
  const card = cards.find(({ readerId }) => readerId === chosen) ?? (cards.length === 1 ? cards[0] : undefined);
  return (
    <>
      <RadioGroup className="radios" value={card?.readerId ?? null} onChange={setChosen}>
        <Label>{say('staffCard')}</Label>
        {cards.length === 0 && <p className="quiet">{say('insertStaffCard')}</p>}
        <div className="radio-row">
          {cards.map(({ readerId, name }) => (
            <Choice key={readerId} value={readerId}>
              {name}
            </Choice>
          ))}
        </div>
      </RadioGroup>
      <div className="form-end">
        <Button
          className="button"
          isDisabled={busy || card === undefined}
          onPress={() => {
            if (card !== undefined) void onChange({ change: 'bindCard', readerId: card.readerId });
          }}
        >
          {say('bindCard')}
        </Button>
        {person.cardSerial !== null && (
          <Button className="button" isDisabled={busy} onPress={() => void onChange({ change: 'unbindCard' })}>
            {say('unbindCard')}
          </Button>
        )}
      </div>
    </>
  );
}
