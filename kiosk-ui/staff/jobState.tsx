/** A kind of job and the state of a job, in words. */
import type { WireJob } from '../../daemon/contract/messages.js';
import type { JobState } from '../api/types.js';
import { State, type MarkShape } from '../parts/Mark.js';
import { useWords } from './language.js';
import type { WordKey } from '../words/staffPages.js';

export const jobWords: Readonly<Record<WireJob['kind'], WordKey>> = {
  issueCard: 'jobIssueCard',
  prepareCard: 'jobPrepareCard',
  applyCertificates: 'jobApplyCertificates',
  renewCertificates: 'jobRenewCertificates',
  writeCertificates: 'jobWriteCertificates',
  unblockPin: 'jobUnblockPin',
  changePin: 'jobChangePin',
  viewCard: 'jobViewCard',
};

const stateWords: Readonly<Record<JobState, readonly [MarkShape, WordKey]>> = {
  running: ['running', 'jobRunning'],
  waitingForCard: ['warn', 'jobWaitingForCard'],
  waitingForRa: ['wait', 'jobWaitingForRa'],
  waitingForPerson: ['ask', 'jobWaitingForPerson'],
  finished: ['done', 'jobFinished'],
  failed: ['failed', 'jobFailed'],
  cancelled: ['skipped', 'jobCancelled'],
};

export function JobStateView({ state }: { state: JobState }) {
  const { say } = useWords();
  const [shape, word] = stateWords[state];
  return <State shape={shape} word={say(word)} />;
}
