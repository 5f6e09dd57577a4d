/** One's own password; with a temporary one there is nothing else to do. */
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { staffClient } from '../api/staffClient.js';
import { useWords } from './language.js';
import { SecretField } from './fields.js';
import { RequestProblem } from './RequestProblem.js';
import { useRequest } from './useRequest.js';

interface OwnPasswordProps {
  readonly operator: string;
  readonly isTemporary: boolean;
  /** The daemon gave this screen a new session. */
  readonly onChanged: () => void;
}

const empty = { old: '', chosen: '', again: '' };

export function OwnPassword({ operator, isTemporary, onChanged }: OwnPasswordProps) {
  const { say } = useWords();
  const [values, setValues] = useState(empty);
  const [done, setDone] = useState(false);
  const [checked, setChecked] = useState(false);
  const { busy, error, run } = useRequest();
  const differ = checked && values.chosen !== values.again;
  const set = (part: Partial<typeof empty>) => {
    setDone(false);
    setValues((before) => ({ ...before, ...part }));
  };

  const submit = async () => {
    setChecked(true);
    if (busy || values.old === '' || values.chosen === '' || values.chosen !== values.again) return;
    const outcome = await run(async () => {
      await staffClient.changePassword(values.old, values.chosen);
    });
    setValues(empty);
    setChecked(false);
    if (outcome !== 'done') return;
    setDone(true);
    onChanged();
  };
  return (
    <main className="login">
      <h1>{say('changePassword')}</h1>
      <p className="serial quiet">{operator}</p>
      {isTemporary && <p className="notice">{say('changePasswordFirst')}</p>}
      <Form
        className="form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <SecretField label={say('oldPassword')} value={values.old} autoFocus onChange={(old) => set({ old })} />
        <SecretField label={say('newPassword')} value={values.chosen} onChange={(chosen) => set({ chosen })} />
        <SecretField
          label={say('again', { field: say('newPassword') })}
          value={values.again}
          error={differ ? say('passwordsDiffer') : null}
          onChange={(again) => set({ again })}
        />
        <p className="quiet">{say('staffPasswordHint')}</p>
        <RequestProblem error={error} />
        <p className="good-news" role="status">
          {done && say('passwordChanged')}
        </p>
        <div className="form-end">
          <Button className="button primary" type="submit" isDisabled={busy}>
            {say('changePassword')}
          </Button>
        </div>
      </Form>
    </main>
  );
}
