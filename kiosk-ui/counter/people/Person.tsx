/** One staff account, and what a supervisor may do with it. */
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { ChangeOperator, StaffRole, WireOperator } from '../../../daemon/contract/messages.js';
import { staffClient } from '../../api/staffClient.js';
import { may, type Fact, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { State } from '../../parts/Mark.js';
import { ApprovalView } from '../../staff/approvals/ApprovalView.js';
import { isOpen } from '../../staff/approvals/approvals.js';
import { SecretField } from '../../staff/fields.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest, type Request } from '../../staff/useRequest.js';
import { CardBinding } from './CardBinding.js';
import { hasRaChoice, RaChoice } from './RaChoice.js';
import { roleWords, staffRoles } from './roles.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';

interface PersonProps {
  readonly person: WireOperator;
  readonly world: World;
  readonly dispatch: (fact: Fact) => void;
  readonly onChanged: () => void;
}

export function Person({ person, world, dispatch, onChanged }: PersonProps) {
  const { say, pick } = useWords();
  const ras = world.session?.ras ?? [];
  const rasOfPerson = person.ras?.map((id) => pick(ras.find((ra) => ra.id === id)?.name ?? { 'zh-TW': id, en: id }));
  const request = useRequest();
  const change = (order: ChangeOperator) =>
    request.run(async () => {
      const outcome = await staffClient.changeOperator(person.name, order);
      if ('approval' in outcome) dispatch({ type: 'approval', approval: outcome.approval });
      else onChanged();
    });
  const asked = world.approvals.filter((one) => isOpen(one) && one.subject === person.name);
  return (
    <article className="case">
      <h1>{person.name}</h1>
      <dl className="facts">
        <div>
          <dt>{say('staffRole')}</dt>
          <dd>{say(roleWords[person.role])}</dd>
        </div>
        <div>
          <dt>{say('state')}</dt>
          <dd>
            <State
              shape={person.enabled ? 'done' : 'failed'}
              word={say(person.enabled ? 'staffEnabled' : 'staffDisabled')}
            />
          </dd>
        </div>
        {(hasRaChoice(world) || person.ras !== null) && (
          <div>
            <dt>{say('staffRas')}</dt>
            <dd>{rasOfPerson?.join(' · ') ?? say('staffAllRas')}</dd>
          </div>
        )}
        <div>
          <dt>{say('staffPassword')}</dt>
          <dd>{person.mustChangePassword ? say('temporaryPassword') : '—'}</dd>
        </div>
        <div>
          <dt>{say('staffCard')}</dt>
          <dd className="serial">{person.cardSerial ?? say('noStaffCard')}</dd>
        </div>
      </dl>
      {asked.map((approval) => (
        <ApprovalView key={approval.id} approval={approval} world={world} dispatch={dispatch} />
      ))}
      {may(world, 'operators') && <Acts person={person} world={world} request={request} onChange={change} />}
    </article>
  );
}

interface ActsProps {
  readonly person: WireOperator;
  readonly world: World;
  readonly request: Request;
  readonly onChange: (order: ChangeOperator) => Promise<unknown>;
}

function Acts({ person, world, request, onChange }: ActsProps) {
  const { say } = useWords();
  const [role, setRole] = useState<StaffRole>(person.role);
  const [ras, setRas] = useState<string[] | null>(person.ras);
  const [password, setPassword] = useState('');
  const { busy, error } = request;
  const isOwn = person.name === world.session?.operator;
  const reset = async () => {
    await onChange({ change: 'password', password });
    setPassword('');
  };
  return (
    <section className="form">
      <RequestProblem error={error} />
      {world.session?.cardLogin === true && (isOwn || person.role !== 'supervisor') && (
        <CardBinding person={person} world={world} busy={busy} onChange={onChange} />
      )}
      {!isOwn && (
        <>
          <ChoiceGroup
            label="staffRole"
            value={role}
            choices={staffRoles.map((one) => [one, say(roleWords[one])])}
            onChange={setRole}
          />
          <div className="form-end">
            <Button
              className="button"
              isDisabled={busy || role === person.role}
              onPress={() => void onChange({ change: 'role', role })}
            >
              {say('changeRole')}
            </Button>
            <Button
              className="button"
              isDisabled={busy}
              onPress={() => void onChange({ change: person.enabled ? 'disable' : 'enable' })}
            >
              {say(person.enabled ? 'disableStaff' : 'enableStaff')}
            </Button>
          </div>
          {hasRaChoice(world) && (
            <>
              <RaChoice world={world} value={ras} onChange={setRas} />
              <div className="form-end">
                <Button
                  className="button"
                  isDisabled={busy || ras?.length === 0 || ras?.join(' ') === person.ras?.join(' ')}
                  onPress={() => void onChange({ change: 'ras', ras })}
                >
                  {say('changeRas')}
                </Button>
              </div>
            </>
          )}
          {person.role !== 'supervisor' && (
            <Form
              className="form"
              autoComplete="off"
              onSubmit={(event) => {
                event.preventDefault();
                if (password !== '' && !busy) void reset();
              }}
            >
              <SecretField label={say('temporaryPassword')} value={password} onChange={setPassword} />
              <p className="quiet">
                {say('staffPasswordHint')} · {say('temporaryPasswordHow')}
              </p>
              <div className="form-end">
                <Button className="button" type="submit" isDisabled={busy || password === ''}>
                  {say('resetPassword')}
                </Button>
              </div>
            </Form>
          )}
        </>
      )}
    </section>
  );
}
