/** One registration: its record, and issuing its card. */
import type { WireJob, WireRegistration } from '../../daemon/api/messages.js';
import { mayDo, type Fact, type World } from '../api/world.js';
import { useWords } from '../language.js';
import { IssueForm } from './IssueForm.js';
import { JobView } from './JobView.js';
import { RegistrationState } from './WorkList.js';

interface CaseProps {
  readonly registration: WireRegistration;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
}

/** The newest job of this registration that still says something. */
function jobOf(world: World, registration: WireRegistration): WireJob | undefined {
  return Object.values(world.jobs)
    .filter(
      ({ raId, registrationId, state }) =>
        raId === registration.raId && registrationId === registration.id && state !== 'cancelled',
    )
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
}

export function Case({ registration, world, tell }: CaseProps) {
  const { say, time } = useWords();
  const job = jobOf(world, registration);
  return (
    <article className="case">
      <h1>{registration.name}</h1>
      <dl className="facts">
        <div>
          <dt>{say('state')}</dt>
          <dd>
            <RegistrationState state={registration.state} />
          </dd>
        </div>
        <div>
          <dt>{say('subscriberId')}</dt>
          <dd className="serial">{registration.subscriberId}</dd>
        </div>
        <div>
          <dt>{say('userIdentifier')}</dt>
          <dd className="serial">{registration.userIdentifier}</dd>
        </div>
        {registration.approvedAt !== null && (
          <div>
            <dt>{say('approvedAt')}</dt>
            <dd>{time(registration.approvedAt)}</dd>
          </div>
        )}
        {registration.cardSerial !== null && (
          <div>
            <dt>{say('cardSerial')}</dt>
            <dd className="serial">{registration.cardSerial}</dd>
          </div>
        )}
      </dl>
      {job !== undefined && <JobView key={job.id} job={job} world={world} tell={tell} />}
      {mayDo(world, 'issueCard') && (job === undefined || job.state === 'failed') && (
        <IssueForm registration={registration} world={world} tell={tell} />
      )}
    </article>
  );
}
