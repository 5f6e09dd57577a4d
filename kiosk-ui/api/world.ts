/** What this screen knows from the daemon, and how each event changes it. Pure. */
import type {
  Permission,
  WireApproval,
  WireBatchLetters,
  WireClaim,
  WireEvent,
  WireJob,
  WireRaStatus,
  WireReader,
  WireSession,
} from '../../daemon/contract/messages.js';
import { emptyLine, learnLine, type LineFact, type LineState } from './line.js';

/** The line to the daemon: `connecting` until its first answer, then `open` or `away`. */
export type Link = 'connecting' | 'open' | 'away';

export interface World {
  readonly link: Link;
  readonly session: WireSession | null;
  readonly pcsc: boolean;
  /** In the order of their names, so that nothing moves when one is plugged in again. */
  readonly readers: readonly WireReader[];
  readonly jobs: Readonly<Record<string, WireJob>>;
  /** In the order of the settings; empty until the first snapshot. */
  readonly ras: readonly WireRaStatus[];
  /** Counts up when a USB stick came or went. */
  readonly stickVersion: number;
  /** Who works on which case. */
  readonly claims: readonly WireClaim[];
  /** Counts up when the work list has to be fetched again. */
  readonly listVersion: number;
  /** Counts up when the requests for approval have to be fetched again. */
  readonly approvalsVersion: number;
  /** Letters of batch orders by order id, as far as they were requested or came by an event. */
  readonly batchLetters: Readonly<Record<string, WireBatchLetters>>;
  /** Counts up when the readers for login by card have to be fetched again. */
  readonly cardReadersVersion: number;
  /** Newest first: what stands open and what was decided lately. */
  readonly approvals: readonly WireApproval[];
  readonly batch: LineState;
}

export const emptyWorld: World = {
  link: 'connecting',
  session: null,
  pcsc: true,
  readers: [],
  jobs: {},
  ras: [],
  claims: [],
  stickVersion: 0,
  listVersion: 0,
  approvalsVersion: 0,
  batchLetters: {},
  cardReadersVersion: 0,
  approvals: [],
  batch: emptyLine,
};

export type Fact =
  | { readonly type: 'locked' }
  | { readonly type: 'link'; readonly link: Link }
  | { readonly type: 'session'; readonly session: WireSession }
  | { readonly type: 'approvalList'; readonly approvals: readonly WireApproval[] }
  /** An answer to a request about one of them. */
  | { readonly type: 'approval'; readonly approval: WireApproval }
  | LineFact
  | WireEvent;

const byName = (a: WireReader, b: WireReader) => a.name.localeCompare(b.name, 'en', { numeric: true });

/** Events that a locked screen still takes. What lies behind the lock keeps its state until it is unlocked. */
const whileLocked: ReadonlySet<Fact['type']> = new Set(['link', 'session', 'cardReaders']);

export function learn(world: World, fact: Fact): World {
  if (world.session?.restriction === 'locked' && !whileLocked.has(fact.type)) {
    // Cards may have come and gone before this stream began.
    return fact.type === 'snapshot' ? learn(world, { type: 'cardReaders' }) : world;
  }
  switch (fact.type) {
    case 'locked':
      return { ...world, session: world.session && { ...world.session, restriction: 'locked' } };
    case 'link':
      return { ...world, link: fact.link };
    case 'session':
      return { ...world, session: fact.session };
    case 'snapshot':
      return {
        ...world,
        pcsc: fact.pcsc,
        readers: fact.readers.toSorted(byName),
        jobs: Object.fromEntries(fact.jobs.map((job) => [job.id, job])),
        ras: fact.ras,
        claims: fact.claims,
        // They may be of a daemon that ended since.
        batchLetters: {},
        listVersion: world.listVersion + 1,
        approvalsVersion: world.approvalsVersion + 1,
        cardReadersVersion: world.cardReadersVersion + 1,
        batch: learnLine(world.batch, { type: 'batch' }),
      };
    case 'pcsc':
      return { ...world, pcsc: fact.available };
    case 'reader':
      return {
        ...world,
        readers: [...world.readers.filter(({ id }) => id !== fact.reader.id), fact.reader].sort(byName),
      };
    case 'readerRemoved':
      return { ...world, readers: world.readers.filter(({ id }) => id !== fact.readerId) };
    case 'job':
      return { ...world, jobs: keepNewer(world.jobs, fact.job) };
    case 'ra':
      return { ...world, ras: world.ras.map((ra) => (ra.raId === fact.ra.raId ? fact.ra : ra)) };
    case 'sticks':
      return { ...world, stickVersion: world.stickVersion + 1 };
    case 'registrations':
      return { ...world, listVersion: world.listVersion + 1 };
    case 'claims':
      return { ...world, claims: fact.claims };
    case 'approvals':
      return { ...world, approvalsVersion: world.approvalsVersion + 1 };
    case 'cardReaders':
      return { ...world, cardReadersVersion: world.cardReadersVersion + 1 };
    case 'batchAsked':
    case 'batchLine':
    case 'batchTile':
    case 'batchOrder':
    case 'batch':
      return { ...world, batch: learnLine(world.batch, fact) };
    case 'batchLetters': {
      const { letters } = fact;
      return { ...world, batchLetters: { ...world.batchLetters, [letters.orderId]: letters } };
    }
    case 'approvalList':
      return { ...world, approvals: fact.approvals };
    case 'approval': {
      const others = world.approvals.filter(({ id }) => id !== fact.approval.id);
      return { ...world, approvals: [fact.approval, ...others].sort((a, b) => b.askedAt.localeCompare(a.askedAt)) };
    }
  }
}

/** An answer to a request may arrive after a newer event about the same job. */
function keepNewer(jobs: World['jobs'], job: WireJob): World['jobs'] {
  const known = jobs[job.id];
  return known !== undefined && known.updatedAt > job.updatedAt ? jobs : { ...jobs, [job.id]: job };
}

/** The line to this RA; `null` stands for the first one. */
export function raStatus({ ras }: World, raId: string | null): WireRaStatus | undefined {
  return raId === null ? ras[0] : ras.find((ra) => ra.raId === raId);
}

/** May the member of staff at this screen do that? */
export function may({ session }: World, permission: Permission): boolean {
  return session?.permissions.includes(permission) === true;
}

/** May it begin, answer and stop such jobs? */
export function mayDo({ session }: World, kind: WireJob['kind']): boolean {
  return session?.jobs.includes(kind) === true;
}

/** Has the job come to its end? */
export function isOver(job: WireJob): boolean {
  switch (job.state) {
    case 'finished':
    case 'failed':
    case 'cancelled':
      return true;
    case 'running':
    case 'waitingForCard':
    case 'waitingForRa':
    case 'waitingForPerson':
      return false;
  }
}
