/** The staff login by name and password. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button, Form } from 'react-aria-components';
import { client } from '../api/client.js';
import { useWords } from './language.js';
import { PlainField, SecretField } from './fields.js';
import { RequestProblem } from './RequestProblem.js';
import { useRequest } from './useRequest.js';

interface LoginProps {
  readonly ready: boolean;
  /** Why the session before ended; null: nothing to say. */
  readonly notice: 'endedElsewhere' | null;
  /** The session is a member of staff's now. */
  readonly onLogIn: () => void;
  /** Other ways in. */
  readonly children?: ReactNode;
}

export function Login({ ready, notice, onLogIn, children }: LoginProps) {
  const { say } = useWords();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, error, run } = useRequest();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector('input')?.focus();
  }, []);

  const submit = async () => {
    const outcome = await run(async () => {
      await client.logIn(name, password);
    });
    setPassword('');
    if (outcome === 'done') onLogIn();
  };
  return (
    <main className="login">
      <h1>{say('staffLogin')}</h1>
      {notice !== null && <p role="status">{say(notice)}</p>}
      <Form
        ref={form}
        className="form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (name !== '' && password !== '' && !busy) void submit();
        }}
      >
        <PlainField label={say('staffName')} value={name} onChange={setName} />
        <SecretField label={say('staffPassword')} value={password} onChange={setPassword} />
        <RequestProblem error={error} />
        <Button className="button primary" type="submit" isDisabled={!ready || busy}>
          {say('logIn')}
        </Button>
      </Form>
      {children}
    </main>
  );
}
