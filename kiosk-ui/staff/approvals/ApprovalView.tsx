/** One request for approval: what exactly is asked for, how it stands, and what this person may do with it. */
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { WireApproval } from '../../../daemon/contract/messages.js';
import { staffClient } from '../../api/staffClient.js';
import { may, type Fact, type World } from '../../api/world.js';
import { useWords } from '../language.js';
import { FailureText } from '../../parts/FailureText.js';
import { State, type MarkShape } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { PlainField } from '../fields.js';
import { RequestProblem } from '../RequestProblem.js';
import { useRequest } from '../useRequest.js';
import { SecondPerson } from './SecondPerson.js';

const stateWords: Readonly<Record<WireApproval['state'], readonly [MarkShape, WordKey]>> = {
  pending: ['wait', 'approvalPending'],
  executing: ['wait', 'approvalExecuting'],
  approved: ['warn', 'approvalApproved'],
  rejected: ['failed', 'approvalRejected'],
  withdrawn: ['skipped', 'approvalWithdrawn'],
  expired: ['skipped', 'approvalExpired'],
  done: ['done', 'approvalDone'],
};

export interface ApprovalViewProps {
  readonly approval: WireApproval;
  readonly world: World;
  readonly dispatch: (fact: Fact) => void;
}

export function ApprovalView({ approval, world, dispatch }: ApprovalViewProps) {
  const { say, pick, time } = useWords();
  const { state, failure } = approval;
  const [shape, word] = stateWords[state];
  const isOwn = approval.askedBy === world.session?.operator;
  return (
    <article className="approval" aria-labelledby={`approval-${approval.id}`}>
      <div className="pane-head">
        <h2 id={`approval-${approval.id}`}>{pick(approval.description)}</h2>
        <State shape={shape} word={say(word)} />
      </div>
      <p className="quiet">
        {say('approvalAsked', { name: approval.askedBy, time: time(approval.askedAt) })}
        {state === 'pending' && <> · {say('approvalUntil', { time: time(approval.expiresAt) })}</>}
      </p>
      {approval.decidedBy !== null && approval.decidedAt !== null && (
        <p className="quiet">
          {say('approvalDecided', { name: approval.decidedBy, time: time(approval.decidedAt) })}
          {approval.reason !== null && (
            <>
              {' '}
              · {say('approvalReason')}: {approval.reason}
            </>
          )}
        </p>
      )}
      {approval.details.length > 0 && (
        <dl className="facts" aria-label={say('approvalDetails')}>
          {approval.details.map(({ label, value }) => (
            <div key={label.en}>
              <dt>{pick(label)}</dt>
              <dd className="serial">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {failure !== null && (
        <div className="problem" role="alert">
          <FailureText failure={failure} />
        </div>
      )}
      {state === 'pending' && !isOwn && may(world, 'approve') && <Decision approval={approval} dispatch={dispatch} />}
      {isOwn && (state === 'pending' || state === 'approved') && (
        <Own approval={approval} world={world} dispatch={dispatch} />
      )}
    </article>
  );
}

type PartProps = Pick<ApprovalViewProps, 'approval' | 'dispatch'>;

/** The second person's decision. */
function Decision({ approval, dispatch }: PartProps) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  const { busy, error, run } = useRequest();
  const decide = (decision: 'approve' | 'reject') =>
    run(async () => {
      dispatch({ type: 'approval', approval: await staffClient.decide(approval.id, decision, reason) });
    });
  return (
    <Form className="form" autoComplete="off" onSubmit={(event) => event.preventDefault()}>
      <PlainField label={say('approvalReason')} value={reason} onChange={setReason} />
      <RequestProblem error={error} />
      <div className="form-end">
        <Button className="button primary" isDisabled={busy} onPress={() => void decide('approve')}>
          {say('approve')}
        </Button>
        <Button className="button" isDisabled={busy} onPress={() => void decide('reject')}>
          {say('reject')}
        </Button>
      </div>
    </Form>
  );
}

/** What the person who asked may still do. */
function Own({ approval, world, dispatch }: ApprovalViewProps) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  const act = (request: (id: string) => Promise<WireApproval>) =>
    run(async () => {
      dispatch({ type: 'approval', approval: await request(approval.id) });
    });
  return (
    <>
      {approval.state === 'pending' && <SecondPerson approval={approval} world={world} dispatch={dispatch} />}
      {approval.state === 'approved' && <p>{say('executeAgainHow')}</p>}
      <RequestProblem error={error} />
      <div className="form-end">
        {approval.state === 'approved' && (
          <Button className="button primary" isDisabled={busy} onPress={() => void act(staffClient.execute)}>
            {say('executeAgain')}
          </Button>
        )}
        <Button className="button" isDisabled={busy} onPress={() => void act(staffClient.withdraw)}>
          {say('withdraw')}
        </Button>
      </div>
    </>
  );
}
