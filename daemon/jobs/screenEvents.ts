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
import type { Visibility } from './visibility.js';

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
        .map((reader) => this.#wireReader(reader)),
      jobs: open.map(({ job, journal }) => wireJob(job, journal)),
      ras: ras.within(scopeOf(actor)).statuses(),
      claims: [...claims.list(actor)],
    };
  }

  readerChanged(reader: ReaderView): void {
    const event: WireEvent = { type: 'reader', reader: this.#wireReader(reader) };
    this.#send(event, (actor) => this.#parts.visibility.seesReader(actor, reader.id));
  }

  readerRemoved(readerId: string): void {
    this.#send({ type: 'readerRemoved', readerId }, (actor) => this.#parts.visibility.seesReader(actor, readerId));
  }

  jobChanged(job: Job, journal: readonly JournalEntry[]): void {
    const { visibility, wireJob } = this.#parts;
    // The kiosk is told that a card of its job lies in a reader of the counter, and after that nothing more of the job.
    const wasAtKiosk = this.#atKiosk.delete(job.id);
    if (visibility.isAtKiosk(job) && !isOver(job.state)) this.#atKiosk.add(job.id);
    const event: WireEvent = { type: 'job', job: wireJob(job, journal) };
    this.#send(event, (actor) => visibility.seesJob(actor, job) || (wasAtKiosk && visibility.ownsJob(actor, job)));
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

  #send(event: WireEvent, sees: (actor: Actor) => boolean): void {
    for (const { actor, listener } of this.#followers) if (sees(actor)) listener(event);
  }

  #wireReader(reader: ReaderView): WireReader {
    const { visibility, ras, readers, jobBoard, isSpoiled, pukTries, quarantineOf } = this.#parts;
    return wireReader(reader, {
      isKiosk: reader.id === visibility.kioskReaderId(),
      pinPolicy: ras.pinPolicy(ras.only()),
      openJobOf: (cardSerial) => jobBoard.openJobOfCard(cardSerial),
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
