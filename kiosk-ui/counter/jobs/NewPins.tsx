/** New PINs, each twice, checked against the card's rule before anything is sent. */
import { useEffect, useEffectEvent } from 'react';
import type { PinReference, PinRule } from '../../api/types.js';
import { useWords } from '../../staff/language.js';
import { breachOf } from '../../parts/pinRule.js';
import type { WordKey } from '../../words/staffPages.js';
import { SecretField } from '../../staff/fields.js';

export type NewPinValues = Readonly<Record<PinReference, { readonly pin: string; readonly again: string }>>;

export const emptyPins: NewPinValues = { 1: { pin: '', again: '' }, 2: { pin: '', again: '' } };

/** @returns what is wrong, by PIN; empty: all may be sent */
export function pinErrors(
  references: readonly PinReference[],
  values: NewPinValues,
  rule: PinRule,
): ReadonlyMap<PinReference, WordKey> {
  return new Map(
    references.flatMap((reference): [PinReference, WordKey][] => {
      const { pin, again } = values[reference];
      const breach: WordKey | null = breachOf(rule, pin) ?? (pin === again ? null : 'pinsDiffer');
      return breach === null ? [] : [[reference, breach]];
    }),
  );
}

interface NewPinsProps {
  readonly references: readonly PinReference[];
  readonly values: NewPinValues;
  /** null while no reader is chosen */
  readonly rule: PinRule | null;
  /** Show what is wrong? */
  readonly checked: boolean;
  readonly onChange: (values: NewPinValues) => void;
}

export function NewPins({ references, values, rule, checked, onChange }: NewPinsProps) {
  const { say } = useWords();
  const wipe = useEffectEvent(() => onChange(emptyPins));
  useEffect(() => () => wipe(), []);
  const errors = checked && rule !== null ? pinErrors(references, values, rule) : new Map<PinReference, WordKey>();
  return (
    <div className="pin-fields">
      {references.map((reference) => {
        const label = say('newPin', { pin: reference });
        const value = values[reference];
        const error = errors.get(reference);
        const change = (part: Partial<typeof value>) => onChange({ ...values, [reference]: { ...value, ...part } });
        return (
          <div key={reference} className="pin-pair">
            <SecretField
              label={label}
              value={value.pin}
              wipesItself={false}
              error={
                error === undefined || rule === null ? null : say(error, { min: rule.minLength, max: rule.maxLength })
              }
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
      {rule !== null && <p className="quiet">{say('ruleOnly', { min: rule.minLength, max: rule.maxLength })}</p>}
    </div>
  );
}
