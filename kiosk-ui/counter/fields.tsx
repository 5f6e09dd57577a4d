import { FieldError, Input, Label, TextField } from 'react-aria-components';

interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  readonly error?: string | null;
  readonly autoFocus?: boolean;
  readonly onChange: (value: string) => void;
}

/** A masked field that no password manager should keep. */
export function SecretField({ label, value, error = null, autoFocus = false, onChange }: SecretFieldProps) {
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
