/** Which readers, jobs and events an actor sees. Staff see all that is of their RAs; a kiosk sees its own reader and what was begun there. */
import type { Actor, StaffActor } from '../operators/actor.js';
import { isAtKiosk, may, seesRa } from '../operators/permissions.js';
import { allRas } from '../ras/raScope.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { Job } from './job.js';
import type { JobBoard } from './jobBoard.js';
import { isOver } from './state.js';

export interface VisibilityParts {
  readonly readers: Pick<ReaderBoard, 'readers'>;
  readonly jobBoard: Pick<JobBoard, 'isOf'>;
  /** Configuration `kioskReader`: id, name or PC/SC name; null takes the first reader. */
  readonly kioskReader: string | null;
}

/**
 * A job of no RA tells whose card it was. Staff who do not work for every RA see those that they began, and those that hold a
 * reader, because somebody has to be able to free it.
 */
export function staffSeesJob(actor: StaffActor, job: Job): boolean {
  if (job.raId !== null || actor.ras === allRas) return seesRa(actor, job.raId);
  return (job.actorKind === 'staff' && job.actor === actor.operator) || holdsReader(job);
}

/** Is it at work, or does it ask something, on a card in a reader? */
export function holdsReader({ state }: Pick<Job, 'state'>): boolean {
  return !isOver(state) && state !== 'waitingForCard';
}

export class Visibility {
  readonly #parts: VisibilityParts;
  #lastKioskReaderId: string | null = null;

  constructor(parts: VisibilityParts) {
    this.#parts = parts;
  }

  /** The reader stays the kiosk's own while it is unplugged, so that the kiosk learns what becomes of its job. */
  kioskReaderId(): string | null {
    const { kioskReader } = this.#parts;
    const readers = this.#parts.readers.readers();
    const present =
      kioskReader === null
        ? (readers.find(({ id }) => id === this.#lastKioskReaderId) ?? readers[0])
        : readers.find(({ id, name, pcscName }) => [id, name, pcscName].includes(kioskReader));
    this.#lastKioskReaderId = present?.id ?? this.#lastKioskReaderId;
    return this.#lastKioskReaderId;
  }

  seesReader(actor: Actor, readerId: string): boolean {
    return may(actor, 'view') || (isAtKiosk(actor) && readerId === this.kioskReaderId());
  }

  /** The kiosk sees what was begun there, so that the job is resumed there with the same card. */
  seesJob(actor: Actor, job: Job): boolean {
    const isOfStaff = actor.kind === 'staff' && may(actor, 'view') && staffSeesJob(actor, job);
    return isOfStaff || (this.isAtKiosk(job) && this.ownsJob(actor, job));
  }

  /** Is it a job of this visit at the kiosk? */
  ownsJob(actor: Actor, { id }: Job): boolean {
    return isAtKiosk(actor) && this.#parts.jobBoard.isOf(id, actor.sessionId);
  }

  /** Was it begun at the kiosk, and is it in the kiosk's reader? */
  isAtKiosk({ actorKind, readerId }: Job): boolean {
    return actorKind === 'kiosk' && readerId === this.kioskReaderId();
  }
}
