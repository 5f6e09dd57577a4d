/** Tells each screen what happens, as far as whoever stands there may see it. */
import type { WireEvent, WireJob, WireReader } from '../contract/messages.js';
import type { Actor } from '../operators/actor.js';
import { isAtKiosk, may, scopeOf, seesRa } from '../operators/permissions.js';
import { allRas } from '../ras/raScope.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { KnownCard, ReaderView } from '../readers/readerView.js';
import { wireReader } from '../readers/wireReader.js';
import type { Claims } from './guards.js';
import type { Job, JournalEntry } from './job.js';
import type { JobBoard } from './jobBoard.js';
import { triesOfPuk } from './pinChecks.js';
import type { PukTries } from './pukTries.js';
import { isOver } from './state.js';
import { holdsReader, type Visibility } from './visibility.js';

export interface ScreenEventsParts {
  readonly visibility: Visibility;
  readonly readers: ReaderBoard;
  readonly jobBoard: Pick<JobBoard, 'openJobs' | 'openJobOfCard'>;
  readonly ras: Ras;
  readonly claims: Pick<Claims, 'list'>;
  readonly isSpoiled: (cardSerial: string) => boolean;
  readonly pukTries: Pick<PukTries, 'missesOf'>;
  /** Id of the quarantine that the card is under. */
  readonly quarantineOf: (card: KnownCard) => string | null;
  readonly wireJob: (job: Job, journal: readonly JournalEntry[]) => WireJob;
}

export type Snapshot = Extract<WireEvent, { type: 'snapshot' }>;
/** What is not about one reader or one job. */
export type GeneralEvent = Exclude<WireEvent, { type: 'snapshot' | 'reader' | 'readerRemoved' | 'job' | 'claims' }>;

/** A screen that listens, and whoever stands there. */
interface Follower {
  readonly actor: Actor;
  readonly listener: (event: WireEvent) => void;
}

/** Events that every screen receives, also one without a login. */
const forEveryone: ReadonlySet<WireEvent['type']> = new Set(['pcsc', 'ra', 'sticks']);

export class ScreenEvents {
  readonly #parts: ScreenEventsParts;
  readonly #followers = new Set<Follower>();
  /** Sessions that followed the events of the kiosk. One that was opened only to log in as staff is not among them. */
  readonly #kioskSessions = new Set<string>();
  /** Ids of unfinished jobs whose card was in the kiosk's reader last. */
  readonly #atKiosk = new Set<string>();
  /** Ids of the jobs that hold a reader. */
  readonly #inReader = new Set<string>();
  /** The last job of each reader: it holds the reader for a moment after it is over. */
  readonly #lastJobs = new Map<string, Job>();

  constructor(parts: ScreenEventsParts) {
    this.#parts = parts;
  }

  subscribe(actor: Actor, listener: (event: WireEvent) => void): () => void {
    const follower = { actor, listener };
    this.#followers.add(follower);
    if (isAtKiosk(actor)) this.#kioskSessions.add(actor.sessionId);
    return () => void this.#followers.delete(follower);
  }

  /** @returns whether the session followed the events of the kiosk */
  forgetSession({ sessionId }: Actor): boolean {
    return this.#kioskSessions.delete(sessionId);
  }

  snapshot(actor: Actor): Snapshot {
    const { visibility, jobBoard, readers, ras, claims, wireJob } = this.#parts;
    const open = jobBoard.openJobs().filter(({ job }) => visibility.seesJob(actor, job));
    return {
      type: 'snapshot',
      pcsc: readers.pcsc,
      readers: readers
        .readers()
        .filter(({ id }) => visibility.seesReader(actor, id))
        .map((reader) => this.#wireReader(actor, reader)),
      jobs: open.map(({ job, journal }) => wireJob(job, journal)),
      ras: ras.within(scopeOf(actor)).statuses(),
      claims: [...claims.list(actor)],
    };
  }

  readerChanged(reader: ReaderView): void {
    for (const { actor, listener } of this.#followers) {
      if (!this.#parts.visibility.seesReader(actor, reader.id)) continue;
      listener({ type: 'reader', reader: this.#wireReader(actor, reader) });
    }
  }

  readerRemoved(readerId: string): void {
    this.#lastJobs.delete(readerId);
    for (const { actor, listener } of this.#followers) {
      if (this.#parts.visibility.seesReader(actor, readerId)) listener({ type: 'readerRemoved', readerId });
    }
  }

  jobChanged(job: Job, journal: readonly JournalEntry[]): void {
    const { visibility, wireJob } = this.#parts;
    // The kiosk is told that a card of its job lies in a reader of the counter, and after that nothing more of the job.
    const wasAtKiosk = this.#atKiosk.delete(job.id);
    if (visibility.isAtKiosk(job) && !isOver(job.state)) this.#atKiosk.add(job.id);
    const isOther = this.#lastJobs.get(job.readerId)?.id !== job.id;
    this.#lastJobs.set(job.readerId, job);
    const wasInReader = this.#inReader.delete(job.id);
    if (holdsReader(job)) this.#inReader.add(job.id);
    const event: WireEvent = { type: 'job', job: wireJob(job, journal) };
    // Whoever saw a job of no RA only while it held a reader is told that it holds none any more, and not what it brought.
    const end: WireEvent = { ...event, job: { ...event.job, result: null } };
    for (const { actor, listener } of this.#followers) {
      if (visibility.seesJob(actor, job) || (wasAtKiosk && visibility.ownsJob(actor, job))) listener(event);
      else if (wasInReader && may(actor, 'view') && seesRa(actor, job.raId)) listener(end);
    }
    // A reader is held before its job is known, and is released after it is over.
    if (isOther || wasInReader !== holdsReader(job)) this.#showReaderAgain(job.readerId);
  }

  announce(event: GeneralEvent): void {
    const isForAll = forEveryone.has(event.type);
    // Only screens of staff before their login, or locked, offer a login by card.
    const isLogin = (actor: Actor): boolean => actor.kind === 'kiosk' && !isAtKiosk(actor);
    const isFor = (actor: Actor): boolean =>
      event.type === 'cardReaders' ? isLogin(actor) : isForAll || may(actor, 'view');
    for (const { actor, listener } of this.#followers) {
      const seen = isFor(actor) ? seenEvent(actor, event) : null;
      if (seen !== null) listener(seen);
    }
  }

  /** Each console learns which of the claims are its own. */
  claimsChanged(): void {
    for (const { actor, listener } of this.#followers) {
      if (may(actor, 'view')) listener({ type: 'claims', claims: [...this.#parts.claims.list(actor)] });
    }
  }

  /** To those whose view of a reader depends on its job. */
  #showReaderAgain(readerId: string): void {
    const reader = this.#parts.readers.reader(readerId);
    if (reader === null) return;
    for (const { actor, listener } of this.#followers) {
      if (scopeOf(actor) === allRas || !this.#parts.visibility.seesReader(actor, readerId)) continue;
      listener({ type: 'reader', reader: this.#wireReader(actor, reader) });
    }
  }

  /** The kiosk has one reader, and is told of every job in it. */
  #seesJob(actor: Actor, job: Job | null): boolean {
    return (
      actor.kind !== 'staff' || actor.ras === allRas || (job !== null && this.#parts.visibility.seesJob(actor, job))
    );
  }

  #wireReader(actor: Actor, reader: ReaderView): WireReader {
    const { visibility, ras, readers, jobBoard, isSpoiled, pukTries, quarantineOf } = this.#parts;
    return wireReader(reader, {
      isKiosk: reader.id === visibility.kioskReaderId(),
      pinPolicy: ras.pinPolicy(ras.only()),
      openJobOf: (cardSerial) => {
        const job = jobBoard.openJobOfCard(cardSerial);
        return this.#seesJob(actor, job) ? job : null;
      },
      seesJob: (jobId) => {
        const last = this.#lastJobs.get(reader.id) ?? null;
        const open = jobBoard.openJobs().find(({ job }) => job.id === jobId)?.job;
        return this.#seesJob(actor, open ?? (last?.id === jobId ? last : null));
      },
      isSpoiled,
      twinIn: (card) => readers.withCard(card.serial).find(({ id }) => id !== reader.id)?.name ?? null,
      pukTriesLeftOf: (card, pin) => triesOfPuk(card, pin, pukTries)?.left ?? null,
      quarantineOf,
    });
  }
}

/** The event as this actor may see it; null: not at all. */
function seenEvent(actor: Actor, event: GeneralEvent): GeneralEvent | null {
  if (scopeOf(actor) === allRas) return event;
  switch (event.type) {
    case 'ra':
      return seesRa(actor, event.ra.raId) ? event : null;
    case 'batchOrder':
      return seesRa(actor, event.order.raId) ? event : null;
    // They name an order and no RA: the screen fetches what it may see.
    case 'batchTile':
    case 'batchLetters':
      return { type: 'batch' };
    case 'approvals':
    case 'batch':
    case 'cardReaders':
    case 'pcsc':
    case 'registrations':
    case 'sticks':
      return event;
  }
}
