/** A job at the counter: live steps with their durations, a question, a failure, the result. */
import { Button } from 'react-aria-components';
import type { WireCertificate, WireJob, WireReader } from '../../../daemon/contract/messages.js';
import { client } from '../../api/client.js';
import type { JobState } from '../../api/types.js';
import { mayDo, type Fact, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { useNames } from '../../parts/CertificateState.js';
import { CardPicture, type CardPose } from '../../parts/CardPicture.js';
import { FailureText } from '../../parts/FailureText.js';
import { State } from '../../parts/Mark.js';
import { PinState } from '../../parts/PinState.js';
import { Steps } from '../../parts/Steps.js';
import type { WordKey } from '../../words/staffPages.js';
import { lifeWords } from '../cards/CardState.js';
import { QuestionForm } from './QuestionForm.js';
import { JobStateView, jobWords } from '../../staff/jobState.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useKeptFocus } from '../../staff/useKeptFocus.js';
import { useRequest } from '../../staff/useRequest.js';

const poses: Readonly<Record<JobState, CardPose>> = {
  running: 'in',
  waitingForCard: 'insert',
  waitingForRa: 'in',
  waitingForPerson: 'in',
  finished: 'take',
  failed: 'take',
  cancelled: 'take',
};

interface JobViewProps {
  readonly job: WireJob;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
}

export function JobView({ job, world, tell }: JobViewProps) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  // The form that began or answered this job is gone, and the focus with it; a job that is merely looked at takes none.
  const heading = useKeptFocus<HTMLHeadingElement>(job.question);
  const reader = world.readers.find(({ id }) => id === job.readerId);
  const waits = job.state === 'waitingForCard' || job.state === 'waitingForRa' || job.state === 'waitingForPerson';
  const stop = () =>
    run(async () => {
      tell({ type: 'job', job: await client.cancelJob(job.id) });
    });
  return (
    <section className="job" aria-labelledby={`job-${job.id}`}>
      <div className="pane-head">
        <h2 id={`job-${job.id}`} ref={heading} tabIndex={-1}>
          {say(jobWords[job.kind])}
          {reader !== undefined && <span className="quiet"> · {reader.name}</span>}
        </h2>
        <span role="status">
          <JobStateView state={job.state} />
        </span>
      </div>
      {job.state === 'running' && <p className="notice">{say('doNotPull')}</p>}
      {job.state === 'waitingForCard' && <WaitingForCard job={job} reader={reader} />}
      {job.state === 'waitingForRa' && <WaitingForRa />}
      {job.failure !== null && job.state !== 'waitingForRa' && (
        <div className="problem" role="alert">
          <FailureText failure={job.failure} />
        </div>
      )}
      {job.question !== null && mayDo(world, job.kind) && (
        <QuestionForm key={job.updatedAt} job={job} question={job.question} world={world} tell={tell} />
      )}
      {job.state === 'finished' && job.result !== null && <Result job={job} result={job.result} />}
      <div className="job-progress">
        <Steps steps={job.steps} durations />
        <CardPicture pose={poses[job.state]} />
      </div>
      {waits && mayDo(world, job.kind) && (
        <div className="form-end">
          <Button className="button" isDisabled={busy} onPress={() => void stop()}>
            {say('stopJob')}
          </Button>
        </div>
      )}
      <RequestProblem error={error} />
    </section>
  );
}

/** What the failure below does not say: that another card lies there now. Without a failure, what happened. */
function WaitingForCard({ job, reader }: { job: WireJob; reader: WireReader | undefined }) {
  const { say } = useWords();
  const card = reader?.card ?? null;
  const another =
    card !== null && card.state !== 'reading' && !(card.state === 'known' && card.serial === job.cardSerial);
  if (!another && job.failure !== null) return null;
  return (
    <p className="notice" role="alert">
      {another ? (
        <>
          <strong>{say('otherCard')}</strong> {say('otherCardNext')}
        </>
      ) : (
        say('pulled')
      )}
    </p>
  );
}

/** In the failure's place: it tells of one request, not of a job that goes on by itself and may have changed the card. */
function WaitingForRa() {
  const { say } = useWords();
  return (
    <p className="notice" role="alert">
      <strong>{say('waitingForRa')}</strong> {say('waitingForRaNext')}
    </p>
  );
}

const doneWords: Readonly<Record<Exclude<WireJob['kind'], 'viewCard'>, WordKey>> = {
  issueCard: 'cardIssued',
  prepareCard: 'cardPrepared',
  applyCertificates: 'certificatesApplied',
  renewCertificates: 'certificatesRenewed',
  writeCertificates: 'certificatesWritten',
  unblockPin: 'unblocked',
  changePin: 'changed',
};

function Result({ job, result }: { job: WireJob; result: NonNullable<WireJob['result']> }) {
  const { say } = useWords();
  return (
    <div className="result">
      {job.kind !== 'viewCard' && (
        <p className="good-news">
          {say(result.alreadyThere === true ? 'certificatesThere' : doneWords[job.kind], { pin: job.pin ?? 1 })}{' '}
          <span className="serial">{result.cardSerial}</span>
        </p>
      )}
      {result.pinsInLetter !== undefined && <p>{say(result.pinsInLetter ? 'pinsInLetter' : 'pinsWereChosen')}</p>}
      {result.lifeCycle !== undefined && job.kind === 'viewCard' && (
        <p>
          {say('cardLife')} <State shape={lifeWords[result.lifeCycle][0]} word={say(lifeWords[result.lifeCycle][1])} />
        </p>
      )}
      {result.pins !== undefined && (
        <ul className="pin-lines">
          {result.pins.map((pin) => (
            <li key={pin.reference}>
              {say(pin.reference === 1 ? 'pin1' : 'pin2')} <PinState pin={pin} />
            </li>
          ))}
        </ul>
      )}
      {result.certificates !== undefined && result.certificates.length > 0 && (
        <>
          <h3>{say('certificates')}</h3>
          <div className="certificates">
            {result.certificates.map((certificate) => (
              <Certificate key={certificate.serial} certificate={certificate} />
            ))}
          </div>
        </>
      )}
    </div>
  );
}

function Certificate({ certificate }: { certificate: WireCertificate }) {
  const { say, time } = useWords();
  const rows: readonly (readonly [WordKey, string])[] = [
    ['certSerial', certificate.serial],
    ['certSubject', certificate.subject],
    ['certIssuer', certificate.issuer],
    ['certFrom', time(certificate.notBefore)],
    ['certTo', time(certificate.notAfter)],
  ];
  return (
    <section className="certificate">
      <h4>{say(useNames[certificate.use])}</h4>
      <dl className="facts">
        {rows.map(([word, value]) => (
          <div key={word}>
            <dt>{say(word)}</dt>
            <dd className="serial">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
