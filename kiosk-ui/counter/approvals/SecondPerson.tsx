/** The second person at this screen: name and password, without ending the session of who asked. */
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { WireApproval } from '../../../daemon/api/messages.js';
import { staffClient } from '../../api/staffClient.js';
import type { Fact } from '../../api/world.js';
import { useWords } from '../../language.js';
import { PlainField, SecretField } from '../fields.js';
import { RequestProblem } from '../RequestProblem.js';
import { useRequest } from '../useRequest.js';

export function SecondPerson({ approval, tell }: { approval: WireApproval; tell: (fact: Fact) => void }) {
  const { say } = useWords();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, error, run } = useRequest();
  const submit = async () => {
    await run(async () => {
      tell({
        type: 'approval',
        approval: await staffClient.approveHere(approval.id, { by: 'password', name, password }),
      });
    });
    setPassword('');
  };
  return (
    <Form
      className="form question"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== '' && password !== '' && !busy) void submit();
      }}
    >
      <h3>{say('approvalNeeded')}</h3>
      <p>{say('approvalElsewhere')}</p>
      <div className="pin-pair">
        <PlainField label={say('approverName')} value={name} onChange={setName} />
        <SecretField label={say('approverPassword')} value={password} onChange={setPassword} />
      </div>
      <RequestProblem error={error} />
      <div className="form-end">
        <Button className="button primary" type="submit" isDisabled={busy}>
          {say('approveHere')}
        </Button>
      </div>
    </Form>
  );
}
