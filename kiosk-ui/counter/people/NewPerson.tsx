/** A new staff account with a temporary password. */
import { useState } from 'react';
import type { WireOperator } from '../../../daemon/contract/messages.js';
import { staffClient } from '../../api/staffClient.js';
import { useWords } from '../../staff/language.js';
import { PlainField, SecretField } from '../../staff/fields.js';
import { roleWords, staffRoles } from './roles.js';
import { RequestForm } from '../../staff/RequestForm.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';

/** A supervisor is made of somebody who has an account. */
const firstRoles = staffRoles.filter((one) => one !== 'supervisor');

export function NewPerson({ onCreated }: { onCreated: (operator: WireOperator) => void }) {
  const { say } = useWords();
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof firstRoles)[number]>('counterOfficer');
  const [password, setPassword] = useState('');
  const send = async () => {
    onCreated(await staffClient.createOperator(name, role, password));
  };
  return (
    <RequestForm action="createStaff" isReady check={() => name !== '' && password !== ''} send={send}>
      <h1>{say('addStaff')}</h1>
      <PlainField label={say('staffName')} value={name} onChange={setName} autoFocus />
      <p className="quiet">{say('staffNameHint')}</p>
      <ChoiceGroup
        label="staffRole"
        value={role}
        choices={firstRoles.map((one) => [one, say(roleWords[one])])}
        onChange={setRole}
      />
      <p className="quiet">{say('supervisorLater')}</p>
      <SecretField label={say('temporaryPassword')} value={password} onChange={setPassword} />
      <p className="quiet">
        {say('staffPasswordHint')} · {say('temporaryPasswordHow')}
      </p>
    </RequestForm>
  );
}
