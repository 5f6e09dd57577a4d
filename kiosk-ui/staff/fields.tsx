import { useEffect, useEffectEvent, type ReactNode } from 'react';
import {
  CheckboxButton,
  CheckboxField,
  FieldError,
  Input,
  Label,
  RadioButton,
  RadioField,
  TextField,
} from 'react-aria-components';

interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  readonly error?: string | null;
  readonly autoFocus?: boolean;
  /** false: the owner of several fields wipes them together. */
  readonly wipesItself?: boolean;
  readonly onChange: (value: string) => void;
}

/**
 * A masked field that no password manager should keep. What was typed goes when the field is no longer shown: another section,
 * or the lock, keeps everything else.
 */
export function SecretField({
  label,
  value,
  error = null,
  autoFocus = false,
  wipesItself = true,
  onChange,
}: SecretFieldProps) {
  const wipe = useEffectEvent(() => {
    if (wipesItself && value !== '') onChange('');
  });
  useEffect(() => () => wipe(), []);
  return (
    <TextField
      className="field"
      type="password"
      autoComplete="one-time-code"
      value={value}
      onChange={onChange}
      isInvalid={error !== null}
      autoFocus={autoFocus}
    >
      <Label>{label}</Label>
      <Input spellCheck={false} />
      <FieldError>{error}</FieldError>
    </TextField>
  );
}

interface PlainFieldProps {
  readonly label: string;
  readonly value: string;
  readonly autoFocus?: boolean;
  readonly onChange: (value: string) => void;
}

export function PlainField({ label, value, autoFocus = false, onChange }: PlainFieldProps) {
  return (
    <TextField className="field" autoComplete="off" value={value} onChange={onChange} autoFocus={autoFocus}>
      <Label>{label}</Label>
      <Input spellCheck={false} autoCapitalize="none" />
    </TextField>
  );
}

/** One choice of a radio group. */
export function Choice({
  value,
  isDisabled = false,
  children,
}: {
  value: string;
  isDisabled?: boolean;
  children: ReactNode;
}) {
  return (
    <RadioField value={value} isDisabled={isDisabled}>
      <RadioButton className="radio">
        <span className="radio-dot" aria-hidden="true" />
        <span>{children}</span>
      </RadioButton>
    </RadioField>
  );
}

export function Tick({
  isSelected,
  isDisabled = false,
  autoFocus = false,
  onChange,
  children,
}: {
  isSelected: boolean;
  isDisabled?: boolean;
  autoFocus?: boolean;
  onChange: (selected: boolean) => void;
  children: ReactNode;
}) {
  return (
    <CheckboxField isSelected={isSelected} isDisabled={isDisabled} autoFocus={autoFocus} onChange={onChange}>
      <CheckboxButton className="check">
        <span className="switch-box" aria-hidden="true" />
        {children}
      </CheckboxButton>
    </CheckboxField>
  );
}
