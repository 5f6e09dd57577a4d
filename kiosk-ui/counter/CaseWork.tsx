/** What can be done for a registration in its state, by who is at the console; and the job that does it. */
import type { WireJob, WireRegistration, WireRegistrationRecord } from '../../daemon/api/messages.js';
import { isOver, mayDo, type Fact, type World } from '../api/world.js';
import { useWords } from '../language.js';
import type { WordKey } from '../words.js';
import { IssueForm } from './IssueForm.js';
import { JobView } from './JobView.js';

interface CaseWorkProps {
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

export function CaseWork({ registration, job, world, tell, taken }: CaseWorkProps) {
  const { say } = useWords();
  const free = job === undefined || isOver(job);
  const nothing = nothingToDo[registration.state];
  const canIssue = registration.state === 'approved' && mayDo(world, 'issueCard');
  return (
    <>
      {job !== undefined && <JobView key={job.id} job={job} world={world} tell={tell} />}
      {free && canIssue && job?.state !== 'finished' && (
        <IssueForm registration={registration} world={world} tell={tell} taken={taken} />
      )}
      {free && nothing !== undefined && <p className="notice">{say(nothing)}</p>}
    </>
  );
}
