/** A new staff account with a temporary password. */
import { useState } from 'react';
import { Button, Form, Label, RadioGroup } from 'react-aria-components';
import type { WireOperator } from '../../../daemon/contract/messages.js';
import { staffClient } from '../../api/staffClient.js';
import { useWords } from '../../staff/language.js';
import { Choice, PlainField, SecretField } from '../../staff/fields.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest } from '../../staff/useRequest.js';
import { roleWords, staffRoles } from './roles.js';

/** A supervisor is made of somebody who has an account. */
const firstRoles = staffRoles.filter((one) => one !== 'supervisor');

export function NewPerson({ onCreated }: { onCreated: (operator: WireOperator) => void }) {
  const { say } = useWords();
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof firstRoles)[number]>('counterOfficer');
  const [password, setPassword] = useState('');
  const { busy, error, run } = useRequest();
  const submit = () =>
    run(async () => {
      onCreated(await staffClient.createOperator(name, role, password));
    });
  return (
    <Form
      className="form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== '' && password !== '' && !busy) void submit();
      }}
    >
      <h1>{say('addStaff')}</h1>
      <PlainField label={say('staffName')} value={name} onChange={setName} autoFocus />
      <p className="quiet">{say('staffNameHint')}</p>
      <RadioGroup
        className="radios"
        value={role}
        onChange={(value) => setRole(firstRoles.find((one) => one === value) ?? role)}
      >
        <Label>{say('staffRole')}</Label>
        <div className="radio-row">
          {firstRoles.map((one) => (
            <Choice key={one} value={one}>
              {say(roleWords[one])}
            </Choice>
          ))}
        </div>
      </RadioGroup>
      <p className="quiet">{say('supervisorLater')}</p>
      <SecretField label={say('temporaryPassword')} value={password} onChange={setPassword} />
      <p className="quiet">
        {say('staffPasswordHint')} · {say('temporaryPasswordHow')}
      </p>
      <RequestProblem error={error} />
      <div className="form-end">
        <Button className="button primary" type="submit" isDisabled={busy}>
          {say('createStaff')}
        </Button>
      </div>
    </Form>
  );
}
