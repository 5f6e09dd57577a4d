/** Screens on which the machine has to do something first. */
import { useEffect, useEffectEvent } from 'react';
import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';

export function Starting() {
  const { say } = useWords();
  return <ScreenFrame name="starting" title={say('starting')} pose="none" />;
}

export function DaemonAway({ working }: { working: boolean }) {
  const { say } = useWords();
  return (
    <ScreenFrame name="daemonAway" title={say('daemonAway')} mark="wait" pose={working ? 'in' : 'none'}>
      <p>{say(working ? 'daemonAwayCard' : 'daemonAwayNext')}</p>
    </ScreenFrame>
  );
}

export function PcscAway() {
  const { say } = useWords();
  return (
    <ScreenFrame name="pcscAway" title={say('pcscAway')} mark="wait" pose="none">
      <p>{say('pcscAwayNext')}</p>
    </ScreenFrame>
  );
}

export function ReaderMissing() {
  const { say } = useWords();
  return (
    <ScreenFrame name="readerMissing" title={say('readerMissing')} mark="warn" pose="none">
      <p>{say('readerMissingNext')}</p>
    </ScreenFrame>
  );
}

/** @param jobId a job that came with the card and has to be fetched */
export function Reading({ jobId, load }: { jobId: string | null; load: (jobId: string) => void }) {
  const { say } = useWords();
  const fetchJob = useEffectEvent(load);
  useEffect(() => {
    if (jobId !== null) fetchJob(jobId);
  }, [jobId]);
  return (
    <ScreenFrame name="reading" title={say('readingCard')} pose="in">
      <p>{say('readingWait')}</p>
    </ScreenFrame>
  );
}

export function Sending({ cardIn }: { cardIn: boolean }) {
  const { say } = useWords();
  return (
    <ScreenFrame name="sending" title={say('checking')} pose={cardIn ? 'in' : undefined}>
      {cardIn && <p>{say('doNotPull')}</p>}
    </ScreenFrame>
  );
}
