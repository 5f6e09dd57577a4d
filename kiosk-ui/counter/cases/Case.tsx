/** One registration: its record, and what can be done for it in its state. */
import { useCallback } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { WireJob, WireRegistration } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import { isOver, may, mayDo, type Fact, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { CardRecord } from '../cards/CardPage.js';
import { CaseFacts } from './CaseFacts.js';
import { CaseWork } from './CaseWork.js';
import { Certificates } from '../cards/Certificates.js';
import { HistoryList } from './HistoryList.js';
import { LettersOf } from '../letters/LettersOf.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { revocationsOf } from './revocations.js';
import type { Selection } from '../../staff/selection.js';
import { TakenNotice } from './TakenNotice.js';
import { useClaim } from './useClaim.js';
import { useLoaded } from '../../staff/useLoaded.js';

interface CaseProps {
  readonly registration: WireRegistration;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
  readonly onSelect: (selection: Selection) => void;
}

/** The newest job of this registration, or of its card's certificates, that still says something. */
function jobOf(world: World, { raId, id, cardSerial }: WireRegistration): WireJob | undefined {
  const ofCard = (job: WireJob) => job.kind === 'renewCertificates' && job.cardSerial === cardSerial;
  return Object.values(world.jobs)
    .filter((job) => job.raId === raId && (job.registrationId === id || ofCard(job)) && job.state !== 'cancelled')
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
}

/** Who only looks takes no case away from others. */
function works(world: World): boolean {
  return mayDo(world, 'issueCard') || mayDo(world, 'writeCertificates');
}

export function Case({ registration, world, tell, onSelect }: CaseProps) {
  const { say } = useWords();
  const { raId, id } = registration;
  const taken = useClaim(world, registration, works(world));
  const job = jobOf(world, registration);
  // Each look is in the RA's books: it is asked again when something came to its end, not with every event.
  const revoked = revocationsOf(world, registration).filter(({ state }) => state === 'done').length;
  const over = job !== undefined && isOver(job) ? job.id : '';
  const settled = [registration.state, registration.cardSerial, over, revoked].join(' ');
  const load = useCallback(() => counterClient.registration(raId, id), [raId, id]);
  const { value: record, error, reload } = useLoaded(load, settled);

  const waiting = <p className="quiet">{say(error === null ? 'recordLoading' : 'raUnreachable')}</p>;
  return (
    <article className="case">
      <h1>{registration.name}</h1>
      {taken !== null && <TakenNotice claim={taken} canTake={works(world)} />}
      <CaseFacts registration={registration} record={record} world={world} />
      <RequestProblem error={error} />
      {error !== null && (
        <div className="form-end">
          <Button className="button small" onPress={reload}>
            {say('reload')}
          </Button>
        </div>
      )}
      <Tabs className="tabs">
        <TabList className="tab-list" aria-label={say('caseParts')}>
          <Tab id="work">{say('tabWork')}</Tab>
          <Tab id="certificates">{say('tabCertificates')}</Tab>
          <Tab id="card">{say('tabCard')}</Tab>
          {may(world, 'letters') && <Tab id="letters">{say('tabLetters')}</Tab>}
          <Tab id="history">{say('tabHistory')}</Tab>
        </TabList>
        <TabPanel id="work" shouldForceMount className="tab-panel">
          <CaseWork {...{ registration, record, job, world, tell, reload }} taken={taken !== null} />
        </TabPanel>
        <TabPanel id="certificates" className="tab-panel">
          {record === null ? waiting : <Certificates raId={raId} certificates={record.certificates} />}
        </TabPanel>
        <TabPanel id="card" className="tab-panel">
          {registration.cardSerial === null ? (
            <p className="quiet">{say('noCardYet')}</p>
          ) : (
            <CardRecord serial={registration.cardSerial} world={world} onSelect={onSelect} />
          )}
        </TabPanel>
        {may(world, 'letters') && (
          <TabPanel id="letters" className="tab-panel">
            <LettersOf registration={registration} world={world} />
          </TabPanel>
        )}
        <TabPanel id="history" className="tab-panel">
          {record === null ? waiting : <HistoryList history={record.history} />}
        </TabPanel>
      </Tabs>
    </article>
  );
}
