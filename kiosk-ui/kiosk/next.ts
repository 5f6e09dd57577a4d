/** The visit as one pure function, state × event → state: what the event does, then what the facts mean for it. */
import { isOver, learn } from '../api/world.js';
import { isUsable } from './offers.js';
import { pages } from './pages/index.js';
import {
  afterReading,
  afterRefusal,
  afterTyping,
  again,
  askAgain,
  askOf,
  before,
  begin,
  cardIn,
  enter,
  goOn,
  isAsking,
  isCounterJob,
  isInTask,
  leave,
  makesJob,
  reply,
  type InTask,
} from './row.js';
import {
  kioskReader,
  knownCard,
  start,
  type Answered,
  type Stage,
  type Task,
  type Visit,
  type VisitEvent,
} from './visit.js';

export function next(visit: Visit, event: VisitEvent): Visit {
  const after = settle(step(visit, event));
  const left = isPrivate(visit.stage) && !isPrivate(after.stage);
  return left || after.visits !== visit.visits ? { ...after, wipes: after.wipes + 1 } : after;
}

/** May the daemon hold somebody's login now? */
function isPrivate(stage: Stage): boolean {
  return isInTask(stage) || stage.at === 'job';
}

function step(visit: Visit, event: VisitEvent): Visit {
  const { world, stage } = visit;
  const go = (to: Stage): Visit => (to === stage ? visit : { ...visit, stage: to });
  switch (event.type) {
    case 'fact':
      return { ...visit, world: learn(world, event.fact) };
    case 'time':
      return { ...visit, now: event.now };
    case 'touched':
      return kioskReader(world)?.card ? { ...visit, stage: start, leftInsertion: null } : go({ at: 'menu' });
    case 'chosen':
      return go(begin(visit, event.flow, event.pin));
    case 'raChosen':
      return isAsking(stage, 'ra') ? go(goOn(visit, { ...stage, task: { ...stage.task, raId: event.raId } })) : visit;
    case 'certificateChosen':
      return isAsking(stage, 'certificates')
        ? go(goOn(visit, { ...stage, learned: { ...stage.learned, certificate: event.certificate } }))
        : visit;
    case 'goneOn':
      return go(afterReading(visit, stage));
    case 'typed':
      return go(afterTyping(visit, stage, event.text));
    case 'back':
      return go(before(visit, stage));
    case 'sent':
      return stage.at === 'ready' ? go({ ...stage, at: 'sending', typed: makesJob(stage) ? {} : stage.typed }) : visit;
    case 'answered':
      return stage.at === 'sending' && isWaitingFor(stage, event.task)
        ? afterAnswer(visit, stage, event.answered)
        : // A login that it may have made is nobody's.
          { ...visit, wipes: visit.wipes + 1 };
    case 'refused':
      return stage.at === 'sending' && isWaitingFor(stage, event.task)
        ? go(afterRefusal(visit, stage, event.failure))
        : visit;
    case 'unanswered':
      return isWaitingFor(stage, event.task) ? go({ at: 'start', notice: 'connectionLost' }) : visit;
    case 'retry':
      return go(isAsking(stage, 'saved') ? askAgain(visit, stage, 'targets') : again(visit, stage));
    case 'accepted': {
      const known = { ...visit, world: learn(world, { type: 'job', job: event.job }) };
      return stage.at === 'job'
        ? { ...known, stage: { at: 'job', jobId: event.job.id, own: true, problem: null } }
        : known;
    }
    case 'answerRefused':
      return stage.at === 'job' ? go({ ...stage, problem: event.failure }) : visit;
    case 'answering':
      return stage.at === 'job' ? go(reply(visit, event.job)) : visit;
    case 'left':
      return go(start);
    case 'ended':
      return {
        ...visit,
        stage: start,
        visits: visit.visits + 1,
        leftInsertion: kioskReader(world)?.card ? (kioskReader(world)?.insertion ?? null) : null,
      };
  }
}

/** Is this the request that the screen waits for? An answer that comes late changes nothing. */
function isWaitingFor(stage: Stage, task: Task | null): boolean {
  return stage.at === 'sending' ? stage.task === task : stage.at === 'job' && task === null;
}

function afterAnswer(visit: Visit, stage: InTask, answered: Answered): Visit {
  if (answered.kind === 'job') {
    const { job } = answered;
    const world = learn(visit.world, { type: 'job', job });
    return { ...visit, world, stage: { at: 'job', jobId: job.id, own: true, problem: null } };
  }
  // The request was the last to need what had been typed.
  return { ...visit, stage: goOn(visit, { ...stage, typed: {}, learned: { ...stage.learned, ...answered.learned } }) };
}

/** What a fact means for the stage: a card that left, a line that broke, a job that the card brought along. */
function settle(visit: Visit): Visit {
  const { stage } = visit;
  if (isInTask(stage)) return settleTask(visit, stage);
  switch (stage.at) {
    case 'interrupted':
      return kioskReader(visit.world)?.card ? settle({ ...visit, stage: start }) : visit;
    case 'job':
      return settleJob(visit, stage);
    case 'start':
    case 'menu':
      return settleStart(visit, stage);
  }
}

function settleTask(visit: Visit, stage: InTask): Visit {
  const { world } = visit;
  const { task } = stage;
  const go = (to: Stage): Visit => ({ ...visit, stage: to });
  if (world.link === 'away') return go(task.answers === null ? { at: 'start', notice: 'connectionLost' } : leave(task));
  const asking = askOf(stage);
  if (asking === 'insertCard') return settleInsertion(visit, stage);
  if (asking === 'target' && world.stickVersion !== stage.learned.stickVersion) {
    return go(askAgain(visit, stage, 'targets'));
  }
  // An order that is under way becomes a job, and the job says how it goes on.
  if (task.card === null || (stage.at === 'sending' && makesJob(stage))) return visit;
  const reader = kioskReader(world);
  if (reader?.card && reader.insertion === task.card.insertion) return visit;
  if (task.answers !== null) return settle(go(leave(task)));
  return settle(go(asking !== null && !pages[asking].typed ? start : { at: 'interrupted' }));
}

/** The card that a flow waits for is there, or brought a job of its own along. */
function settleInsertion(visit: Visit, stage: InTask): Visit {
  const jobId = openJobId(visit);
  if (jobId !== null) return { ...visit, stage: { at: 'job', jobId, own: false, problem: null } };
  const known = knownCard(visit.world);
  const card = cardIn(visit);
  // A card of no use is shown as such, and another one may come.
  if (known === null || card === null || !isUsable(known)) return visit;
  return { ...visit, stage: enter(visit, { ...stage, task: { ...stage.task, card } }, 0) };
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

function settleStart(visit: Visit, stage: Extract<Stage, { at: 'start' | 'menu' }>): Visit {
  const reader = kioskReader(visit.world);
  if (!reader?.card) return visit.leftInsertion === null ? visit : { ...visit, leftInsertion: null };
  if (reader.insertion === visit.leftInsertion) return visit;
  const jobId = openJobId(visit);
  if (jobId !== null) return { ...visit, stage: { at: 'job', jobId, own: false, problem: null } };
  return stage.at === 'menu' ? { ...visit, stage: start } : visit;
}

/** The unfinished job of the card in the reader, or the one that holds the reader. */
function openJobId({ world }: Visit): string | null {
  const jobId = kioskReader(world)?.jobId ?? knownCard(world)?.openJobId ?? null;
  const job = jobId === null ? undefined : world.jobs[jobId];
  return job !== undefined && isOver(job) ? null : jobId;
}
