/** The visit as one pure function, state × event → state: what the event does, then what the facts mean for it. */
import type { WireJob } from '../../daemon/api/messages.js';
import { isOver } from '../api/world.js';
import { kioskReader, knownCard, leave, start, step, type Stage, type Visit, type VisitEvent } from './visit.js';

export function next(visit: Visit, event: VisitEvent): Visit {
  return settle(step(visit, event));
}

/** What a fact means for the stage: a card that left, a line that broke, a job that the card brought along. */
function settle(visit: Visit): Visit {
  const { world, stage } = visit;
  const reader = kioskReader(world);
  const go = (to: Stage): Visit => ({ ...visit, stage: to });

  if ('task' in stage) {
    const { task } = stage;
    if (world.link === 'away') {
      return go(task.answers === null ? { at: 'start', notice: 'connectionLost' } : leave(task));
    }
    // An order that is under way becomes a job, and the job says how it goes on.
    if (stage.at === 'sending' && stage.what === 'order') return visit;
    if (reader?.card && reader.insertion === task.insertion) return visit;
    return settle(go(task.answers === null ? { at: 'interrupted' } : leave(task)));
  }
  switch (stage.at) {
    case 'interrupted':
      return reader?.card ? settle(go(start)) : visit;
    case 'job':
      return settleJob(visit, stage);
    case 'start':
    case 'invited':
      return settleStart(visit, stage);
  }
}

function settleJob(visit: Visit, stage: Extract<Stage, { at: 'job' }>): Visit {
  const { world } = visit;
  const job = world.jobs[stage.jobId];
  const restart = () => settle({ ...visit, stage: start });
  if (job === undefined) return kioskReader(world)?.card ? visit : restart();
  if (!isOver(job)) return visit;
  if (job.state === 'cancelled' || isCounterJob(job, stage.own)) return restart();
  const card = knownCard(world);
  const another = card !== null && job.cardSerial !== null && card.serial !== job.cardSerial;
  return another ? settle({ ...step(visit, { type: 'ended' }), leftInsertion: null }) : visit;
}

function settleStart(visit: Visit, stage: Extract<Stage, { at: 'start' | 'invited' }>): Visit {
  const { world } = visit;
  const reader = kioskReader(world);
  if (!reader?.card) return visit.leftInsertion === null ? visit : { ...visit, leftInsertion: null };
  if (reader.insertion === visit.leftInsertion) return visit;
  const jobId = reader.jobId ?? knownCard(world)?.openJobId ?? null;
  const job = jobId === null ? undefined : world.jobs[jobId];
  if (jobId !== null && (job === undefined || !isOver(job))) {
    return { ...visit, stage: { at: 'job', jobId, own: false, problem: null } };
  }
  return stage.at === 'invited' ? { ...visit, stage: start } : visit;
}

/** Is the job the counter's business? The kiosk shows only that the reader is taken. */
export function isCounterJob(job: WireJob, own: boolean): boolean {
  switch (job.kind) {
    case 'issueCard':
    case 'prepareCard':
    case 'viewCard':
      return true;
    case 'applyCertificates':
    case 'renewCertificates':
    case 'writeCertificates':
    case 'unblockPin':
    case 'changePin':
      return !own && job.actor !== 'kiosk';
  }
}
