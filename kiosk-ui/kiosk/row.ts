/** Moves along a flow's row of pages: to the next page, to the one before, and back to a refused entry. Pure. */
import type { WireFailure, WireJob } from '../../daemon/contract/messages.js';
import type { PinReference } from '../api/types.js';
import { isOver } from '../api/world.js';
import type { EntryField } from './entryRules.js';
import { flows, pagesOf, replies } from './flows/index.js';
import type { Flow, Page, RequestName } from './flow.js';
import type { Context } from './pages/definePage.js';
import { pages, type Ask } from './pages/index.js';
import {
  kioskReader,
  hasPin,
  knownCard,
  start,
  type FlowName,
  type Position,
  type Stage,
  type Task,
  type Typed,
  type Visit,
} from './visit.js';

/** A stage within a task. */
export type InTask = Extract<Stage, { task: Task }>;

export function isInTask(stage: Stage): stage is InTask {
  return 'task' in stage;
}

export function pageOf({ task, page }: Position): Page {
  const found = pagesOf(task)[page];
  if (found === undefined) throw new Error(`${task.flow} has no page ${page}`);
  return found;
}

/** The page that is shown; null: an entry is shown, or no page at all. */
export function askOf(stage: Stage): Ask | null {
  if (stage.at !== 'page') return null;
  const page = pageOf(stage);
  return 'ask' in page ? page.ask : null;
}

/** Is this page shown? */
export function isAsking(stage: Stage, ask: Ask): stage is Extract<Stage, { at: 'page' }> {
  return askOf(stage) === ask;
}

function stands(page: Page, visit: Visit, position: Position): boolean {
  if ('entry' in page && page.ofPin !== undefined && !hasPin(visit.world, page.ofPin)) return false;
  const when = page.when ?? ('ask' in page ? pages[page.ask].when : undefined);
  return when?.(contextOf(page, visit, position)) ?? true;
}

/** What a page in a row can be decided and drawn from. */
export function contextOf(page: Page, { world, now }: Visit, { task, learned }: Position): Context {
  const pin = ('pin' in page ? page.pin : undefined) ?? task.pin ?? 1;
  return { world, now, task, learned, pin };
}

/** Leaves a task: the job is shown when the task answers its question, otherwise the start screen. */
export function leave({ answers }: Task): Stage {
  return answers === null ? start : { at: 'job', jobId: answers.jobId, own: true, problem: null };
}

/** The first page at or after index `from` whose condition holds. */
export function enter(visit: Visit, position: Position, from: number): Stage {
  const { task, typed, learned } = position;
  const page = pagesOf(task).findIndex((each, index) => index >= from && stands(each, visit, position));
  if (page === -1) return leave(task);
  const entered: Position = { task, page, typed, learned };
  return 'request' in pageOf(entered) ? { at: 'ready', ...entered } : { at: 'page', differed: false, ...entered };
}

/** The next page of the row whose condition holds. */
export function advance(visit: Visit, position: Position): Stage {
  return enter(visit, position, position.page + 1);
}

/** A person may go back over these requests, because they only read. */
const readingRequests: readonly string[] = ['record', 'terms', 'findPartner', 'targets', 'save'];

/** The page before; leaves the task where there is none, or where it was reached by something that cannot be undone. */
export function before(visit: Visit, stage: Stage): Stage {
  if (stage.at === 'sending' || stage.at === 'job') return stage;
  if (!isInTask(stage)) return start;
  if (stage.at === 'refused') return leave(stage.task);
  const row = pagesOf(stage.task);
  for (let index = stage.page - 1; index >= 0; index--) {
    const page = row[index];
    if (page === undefined || !stands(page, visit, stage)) continue;
    if ('request' in page && !readingRequests.includes(page.request)) break;
    if (!('request' in page)) return backAt(stage, index);
  }
  return leave(stage.task);
}

/** What was typed from that page on is dropped, and so is a chosen certificate. */
function backAt({ task, typed, learned }: Position, page: number): Stage {
  const { certificate, ...rest } = learned;
  const chooses = pagesOf(task)[page];
  const dropsCertificate = chooses !== undefined && 'ask' in chooses && chooses.ask === 'certificates';
  const kept = dropsCertificate || certificate === undefined ? rest : learned;
  return { at: 'page', differed: false, task, page, learned: kept, typed: typedBefore(task, typed, page) };
}

function typedBefore(task: Task, typed: Typed, page: number): Typed {
  const fields = pagesOf(task)
    .slice(0, page)
    .flatMap((each) => ('entry' in each ? [each.entry] : []));
  return Object.fromEntries(Object.entries(typed).filter(([field]) => fields.includes(field as EntryField)));
}

/** The person has read the page, or answered it with yes. */
export function afterReading(visit: Visit, stage: Stage): Stage {
  const ask = askOf(stage);
  if (ask === null || stage.at !== 'page') return stage;
  const { leadsOn, confirmed } = pages[ask];
  if (!leadsOn) return stage;
  return advance(visit, confirmed === undefined ? stage : { ...stage, task: confirmed(stage.task) });
}

/** A complete entry leads on; the second one of a new secret has to be as the first. */
export function afterTyping(visit: Visit, stage: Stage, text: string): Stage {
  if (stage.at !== 'page') return stage;
  const page = pageOf(stage);
  if (!('entry' in page)) return stage;
  const { repeats } = page;
  if (repeats !== undefined && stage.typed[repeats] !== text) {
    const first = pagesOf(stage.task).findIndex((each) => 'entry' in each && each.entry === repeats);
    return { ...stage, page: first, typed: typedBefore(stage.task, stage.typed, first), differed: true };
  }
  return advance(visit, { ...stage, typed: { ...stage.typed, [page.entry]: text } });
}

/** Refusals after which one entry is made again: its fields, whichever the row has. */
const retryFields: Readonly<Record<string, readonly EntryField[]>> = {
  'ra.refused.passwordWrong': ['password', 'oldPassword'],
  'ra.refused.passwordRule': ['newPassword'],
  'ra.refused.passwordSame': ['newPassword'],
  'subscriber.partner.notHex': ['serial'],
};

/** The page to which "try again" leads; null where there is nothing to try again. */
function retryPage({ task, page }: Position, { code }: WireFailure): number | null {
  const fields = retryFields[code] ?? [];
  const isAgain = (each: Page) =>
    ('entry' in each && fields.includes(each.entry)) ||
    (code.startsWith('save.write.') && 'request' in each && each.request === 'targets');
  const index = pagesOf(task)
    .slice(0, page)
    .findLastIndex((each) => isAgain(each));
  return index === -1 ? null : index;
}

export function canRetry(stage: Extract<Stage, { at: 'refused' }>): boolean {
  return retryPage(stage, stage.failure) !== null;
}

export function again(visit: Visit, stage: Stage): Stage {
  if (stage.at !== 'refused') return stage;
  const { task, typed, learned } = stage;
  const page = retryPage(stage, stage.failure);
  if (page === null) return leave(task);
  return enter(visit, { task, learned, page, typed: typedBefore(task, typed, page) }, page);
}

/** A request was refused. First of all the RA may want another website password: then that is the next page. */
export function afterRefusal(visit: Visit, stage: InTask, failure: WireFailure): Stage {
  const { task, page, typed, learned } = stage;
  if (failure.code === 'ra.refused.passwordChangeRequired' && !task.passwordChange) {
    const changing = advance(visit, { ...stage, task: { ...task, passwordChange: true } });
    if (isAsking(changing, 'newPasswordNeeded')) return changing;
  }
  const kept = retryPage(stage, failure);
  return {
    at: 'refused',
    failure,
    task,
    page,
    learned,
    typed: kept === null ? {} : typedBefore(task, typed, kept),
  };
}

/** Does the request create or answer a job? Then the daemon holds what was typed, and the kiosk drops it. */
export function makesJob(stage: InTask): boolean {
  const page = pageOf(stage);
  return 'request' in page && (page.request === 'order' || page.request === 'answer');
}

/** Sends a request of the row once more. */
export function askAgain(visit: Visit, position: Position, request: RequestName): Stage {
  const index = pagesOf(position.task).findIndex((page) => 'request' in page && page.request === request);
  return index === -1 ? leave(position.task) : enter(visit, position, index);
}

/** Begins the flow that the person chose. */
export function begin(visit: Visit, flow: FlowName, pin: PinReference | null): Stage {
  const { session } = visit.world;
  const only = session?.ras.length === 1 ? session.ras[0]?.id : undefined;
  const task: Task = {
    flow,
    pin,
    raId: only ?? null,
    card: flows[flow].card === null ? null : cardIn(visit),
    answers: null,
    lastTryConfirmed: false,
    passwordChange: false,
  };
  return enter(visit, { task, page: 0, typed: {}, learned: {} }, 0);
}

/** The card that lies in the kiosk's reader and was read. */
export function cardIn({ world }: Visit): Task['card'] {
  const reader = kioskReader(world);
  return reader === null || knownCard(world) === null ? null : { readerId: reader.id, insertion: reader.insertion };
}

/** The flow that makes such jobs at the kiosk; null: only the counter does. */
export function flowOf({ kind }: WireJob): Flow | null {
  return Object.values(flows).find(({ job }) => job?.kind === kind) ?? null;
}

/** The pages that a job's open question asks for. */
export function reply(visit: Visit, job: WireJob): Stage {
  const stay: Stage = { at: 'job', jobId: job.id, own: true, problem: null };
  const { question } = job;
  const flow = flowOf(job);
  const card = cardIn(visit);
  if (flow === null || card === null || question === null || isOver(job) || replies[question.kind] === null)
    return stay;
  const task: Task = {
    flow: flow.name,
    pin: 'pin' in question ? question.pin : job.pin,
    raId: job.raId,
    card,
    answers: { jobId: job.id, question },
    lastTryConfirmed: false,
    passwordChange: false,
  };
  return enter(visit, { task, page: 0, typed: {}, learned: {} }, 0);
}

/** Was the job begun at the counter? Then the kiosk shows only that the reader is in use. */
export function isCounterJob(job: WireJob, own: boolean): boolean {
  return flowOf(job) === null || (!own && job.actor !== 'kiosk');
}
