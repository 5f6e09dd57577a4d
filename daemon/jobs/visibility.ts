/** Which readers, jobs and events an actor sees. Staff see all that is of their RAs; a kiosk sees its own reader and what was begun there. */
import type { Actor } from '../operators/actor.js';
import { isAtKiosk, may, seesRa } from '../operators/permissions.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { Job } from './job.js';
import type { JobBoard } from './jobBoard.js';

export interface VisibilityParts {
  readonly readers: Pick<ReaderBoard, 'readers'>;
  readonly jobBoard: Pick<JobBoard, 'isOf'>;
  /** Configuration `kioskReader`: id, name or PC/SC name; null takes the first reader. */
  readonly kioskReader: string | null;
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
    const isOfStaff = may(actor, 'view') && seesRa(actor, job.raId);
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
