/** New PINs, each twice, checked against the card's rule before anything is sent. */
import { useEffect, useEffectEvent } from 'react';
import type { PinReference } from '../../api/types.js';
import { useWords } from '../../staff/language.js';
import { breachOf, weaknessIn, wordsOf, type NewPinCheck } from '../../parts/pinRule.js';
import type { WordKey } from '../../words/staffPages.js';
import { SecretField } from '../../staff/fields.js';

export type NewPinValues = Readonly<Record<PinReference, { readonly pin: string; readonly again: string }>>;

export const emptyPins: NewPinValues = { 1: { pin: '', again: '' }, 2: { pin: '', again: '' } };

/** @returns what is wrong, by PIN; empty: all may be sent */
export function pinErrors(
  references: readonly PinReference[],
  values: NewPinValues,
  { rule, known }: NewPinCheck,
): ReadonlyMap<PinReference, WordKey> {
  return new Map(
    references.flatMap((reference): [PinReference, WordKey][] => {
      const { pin, again } = values[reference];
      const breach: WordKey | null =
        breachOf(rule, pin) ?? weaknessIn(rule, pin, known) ?? (pin === again ? null : 'pinsDiffer');
      return breach === null ? [] : [[reference, breach]];
    }),
  );
}

interface NewPinsProps {
  readonly references: readonly PinReference[];
  readonly values: NewPinValues;
  /** null while no reader is chosen */
  readonly check: NewPinCheck | null;
  /** Show what is wrong? */
  readonly checked: boolean;
  readonly onChange: (values: NewPinValues) => void;
}

export function NewPins({ references, values, check, checked, onChange }: NewPinsProps) {
  const { say } = useWords();
  const wipe = useEffectEvent(() => onChange(emptyPins));
  useEffect(() => () => wipe(), []);
  const rule = check?.rule ?? null;
  const errors = checked && check !== null ? pinErrors(references, values, check) : new Map<PinReference, WordKey>();
  return (
    <div className="pin-fields">
      {references.map((reference) => {
        const label = say('newPin', { pin: reference });
        const value = values[reference];
        const error = errors.get(reference) ?? (check && weaknessIn(check.rule, value.pin, check.known));
        const change = (part: Partial<typeof value>) => onChange({ ...values, [reference]: { ...value, ...part } });
        return (
          <div key={reference} className="pin-pair">
            <SecretField
              label={label}
              value={value.pin}
              wipesItself={false}
              error={error === null || rule === null ? null : say(error, wordsOf(rule))}
              onChange={(pin) => change({ pin })}
            />
            <SecretField
              label={say('again', { field: label })}
              value={value.again}
              wipesItself={false}
              onChange={(again) => change({ again })}
            />
          </div>
        );
      })}
      {rule !== null && <p className="quiet">{say('ruleOnly', wordsOf(rule))}</p>}
      {rule?.weak.patterns === true && <p className="quiet">{say('newPinHint', wordsOf(rule))}</p>}
    </div>
  );
}
