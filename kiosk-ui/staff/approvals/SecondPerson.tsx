/** The second person at this screen, by name and password or by staff card; the session of who asked goes on. */
import { useState } from 'react';
import type { WireApproval } from '../../../daemon/contract/messages.js';
import { staffClient, type SecondPerson as Credentials } from '../../api/staffClient.js';
import type { Fact, World } from '../../api/world.js';
import { useWords } from '../language.js';
import { CardPin } from '../CardPin.js';
import { PlainField, SecretField } from '../fields.js';
import { freeCards } from '../freeCards.js';
import { useRequest } from '../useRequest.js';
import { RequestForm } from '../RequestForm.js';

interface SecondPersonProps {
  readonly approval: WireApproval;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
}

export function SecondPerson({ approval, world, tell }: SecondPersonProps) {
  const { say } = useWords();
  const byCard = useRequest();
  const approve = async (credentials: Credentials) => {
    tell({ type: 'approval', approval: await staffClient.approveHere(approval.id, credentials) });
  };
  return (
    <section className="form question">
      <h3>{say('approvalNeeded')}</h3>
      <p>{say('approvalElsewhere')}</p>
      <ByPassword approve={approve} />
      {world.session?.cardLogin === true && (
        <CardPin
          cards={freeCards(world.readers)}
          button="approveByCard"
          ready={world.link !== 'away'}
          request={byCard}
          onSubmit={(typed) => byCard.run(() => approve({ by: 'card', ...typed }))}
        />
      )}
    </section>
  );
}

function ByPassword({ approve }: { approve: (credentials: Credentials) => Promise<void> }) {
  const { say } = useWords();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  return (
    <RequestForm
      action="approveHere"
      isReady
      check={() => name !== '' && password !== ''}
      send={() => approve({ by: 'password', name, password })}
      onSettled={() => setPassword('')}
    >
      <div className="pin-pair">
        <PlainField label={say('approverName')} value={name} onChange={setName} />
        <SecretField label={say('approverPassword')} value={password} onChange={setPassword} />
      </div>
    </RequestForm>
  );
}
