/** A new staff account with a temporary password. */
import { useState } from 'react';
import type { WireOperator } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';
import { staffClient } from '../../api/staffClient.js';
import { useWords } from '../../staff/language.js';
import { PlainField, SecretField } from '../../staff/fields.js';
import { hasRaChoice, RaChoice } from './RaChoice.js';
import { roleWords, staffRoles } from './roles.js';
import { RequestForm } from '../../staff/RequestForm.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';

/** A supervisor is made of somebody who has an account. */
const firstRoles = staffRoles.filter((one) => one !== 'supervisor');

interface NewPersonProps {
  readonly world: World;
  readonly onCreated: (operator: WireOperator) => void;
}

export function NewPerson({ world, onCreated }: NewPersonProps) {
  const { say } = useWords();
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof firstRoles)[number]>('counterOfficer');
  const [ras, setRas] = useState<string[] | null>(world.session?.scope ?? null);
  const [password, setPassword] = useState('');
  const send = async () => {
    onCreated(await staffClient.createOperator({ name, role, ras, password }));
  };
  return (
    <RequestForm
      action="createStaff"
      isReady
      check={() => name !== '' && password !== '' && ras?.length !== 0}
      send={send}
    >
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
      {hasRaChoice(world) && <RaChoice world={world} value={ras} onChange={setRas} />}
      <SecretField label={say('temporaryPassword')} value={password} onChange={setPassword} />
      <p className="quiet">
        {say('staffPasswordHint')} · {say('temporaryPasswordHow')}
      </p>
    </RequestForm>
  );
}
