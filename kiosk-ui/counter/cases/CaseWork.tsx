/** What can be done for a registration in its state, by who is at the console; and the job that does it. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { WireJob, WireRegistration, WireRegistrationRecord } from '../../../daemon/contract/messages.js';
import { isOver, may, mayDo, type Fact, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { ApprovalView } from '../../staff/approvals/ApprovalView.js';
import { CardJobForm, type CardJobKind } from '../jobs/CardJobForm.js';
import { actionsFor, type CaseAction } from './caseActions.js';
import { IssueForm } from '../jobs/IssueForm.js';
import { JobView } from '../jobs/JobView.js';
import { LetterTable } from '../letters/LetterTable.js';
import { LettersOf } from '../letters/LettersOf.js';
import { ResetPassword } from '../letters/ResetPassword.js';
import { useLetters } from '../letters/useLetters.js';
import { revocationsOf } from './revocations.js';
import { RevokeForm } from './RevokeForm.js';

export interface CaseWorkProps {
  readonly registration: WireRegistration;
  /** null while the RA has not answered. */
  readonly record: WireRegistrationRecord | null;
  readonly job: WireJob | undefined;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
  /** Another session works on it. */
  readonly taken: boolean;
  /** Asks the RA again. */
  readonly reload: () => void;
}

/** Why nothing can be done now. */
const nothingToDo: Readonly<Partial<Record<WireRegistration['state'], WordKey>>> = {
  pending: 'nothingPending',
  issuing: 'nothingIssuing',
  revoked: 'nothingRevoked',
};

/** What was done last beside a job, said until something else is begun. */
interface Told {
  readonly text: string;
  /** To be printed here. */
  readonly letterId: string | null;
}

export function CaseWork(props: CaseWorkProps) {
  const { registration, job, world, tell, taken } = props;
  const { say } = useWords();
  const [action, setAction] = useState<CaseAction | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const free = job === undefined || isOver(job);
  const nothing = nothingToDo[registration.state];
  const actions = actionsFor(registration.state, world);
  const canIssue = registration.state === 'approved' && mayDo(world, 'issueCard') && job?.state !== 'finished';
  const revocations = revocationsOf(world, registration);
  const begin = (chosen: CaseAction | null) => {
    setAction(chosen);
    setTold(null);
  };
  const done = (text: string, letterId: string | null = null) => {
    setAction(null);
    setTold({ text, letterId });
    props.reload();
  };
  return (
    <>
      {job !== undefined && <JobView key={job.id} job={job} world={world} tell={tell} />}
      {revocations.map((approval) => (
        <ApprovalView key={approval.id} approval={approval} world={world} tell={tell} />
      ))}
      {job?.state === 'finished' && job.result?.pinsInLetter === true && may(world, 'letters') && (
        <LettersOf registration={registration} world={world} />
      )}
      {told !== null && (
        <div className="result" role="status">
          <p className="good-news">{told.text}</p>
          {told.letterId !== null && <MadeLetter registration={registration} letterId={told.letterId} world={world} />}
        </div>
      )}
      {action === null && free && canIssue && (
        <IssueForm registration={registration} world={world} tell={tell} taken={taken} />
      )}
      {free && action === null && actions.length > 0 && (
        <div className="actions" role="group" aria-label={say('caseActions')}>
          {actions.map(({ action: offered, word }) => (
            <Button key={offered} className="button" onPress={() => begin(offered)}>
              {say(word)}
            </Button>
          ))}
        </div>
      )}
      {action === null && free && nothing !== undefined && <p className="notice">{say(nothing)}</p>}
      {free && isCardJob(action) && (
        <CardJobForm key={action} kind={action} {...{ registration, world, tell, taken }} onEnd={() => begin(null)} />
      )}
      {action === 'revoke' && (
        <RevokeForm {...{ registration, world, tell, taken }} record={props.record} onEnd={() => begin(null)} />
      )}
      {action === 'resetPassword' && (
        <ResetPassword
          {...{ registration, world, taken }}
          onDone={(letterId, delivery) =>
            done(
              say(delivery === 'print' ? 'resetDone' : 'resetSent', { id: letterId }),
              delivery === 'print' ? letterId : null,
            )
          }
          onCancel={() => begin(null)}
        />
      )}
    </>
  );
}

function isCardJob(action: CaseAction | null): action is CardJobKind {
  return action === 'applyCertificates' || action === 'renewCertificates' || action === 'writeCertificates';
}

/** The letter that was just made, to be printed at once. */
function MadeLetter({
  registration,
  letterId,
  world,
}: Pick<CaseWorkProps, 'registration' | 'world'> & { readonly letterId: string }) {
  const { value, reload } = useLetters(world);
  const letters = value?.letters.filter(({ raId, id }) => raId === registration.raId && id === letterId) ?? [];
  return <LetterTable letters={letters} world={world} onPrinted={reload} />;
}
