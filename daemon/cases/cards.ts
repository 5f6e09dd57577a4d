/** The cards of this gateway: numbered when they are met, and taken out of use (作廢). */
import type { Logger } from 'pino';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import { RaRefusedError, type SpoilReason } from '../../sync/connector.js';
import type { Audit, AuditEntry } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { JobBoard } from '../jobs/jobBoard.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderBoard, ReaderView } from '../readers/readerBoard.js';
import type { CardTable, Spoil } from './cardTable.js';
import { plainCardSerial } from '../readers/cardSerial.js';

export interface CardsParts {
  readonly database: Database;
  readonly cards: CardTable;
  readonly ras: Ras;
  readonly jobBoard: Pick<JobBoard, 'openJobOfCard' | 'endBecauseSpoiled'>;
  readonly readers: Pick<ReaderBoard, 'readers'>;
  readonly audit: Pick<Audit, 'appendIn'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Its reader has to be shown anew. */
  readonly changed: (reader: ReaderView) => void;
}

export interface SpoilRequest {
  /** The RA that is told; the only one when there is one. */
  readonly raId: string | undefined;
  readonly reason: SpoilReason;
  readonly note: string;
  readonly idempotencyKey: string;
}

export class Cards {
  readonly #parts: CardsParts;
  /** In memory, because each reader that is shown asks. */
  readonly #spoiled = new Set<string>();
  readonly #background = new Set<Promise<void>>();

  constructor(parts: CardsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    for (const serial of await this.#parts.cards.spoiledSerials()) this.#spoiled.add(serial);
  }

  /** When the open jobs are known: a gateway that ended while it spoiled a card left the card's job. */
  async endJobs(): Promise<void> {
    for (const serial of this.#spoiled) await this.#endJob(serial);
  }

  /** Resolves when nothing of it uses the store any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#background);
  }

  isSpoiled(cardSerial: string): boolean {
    return this.#spoiled.has(cardSerial);
  }

  /** A reader changed: a card that was never met gets its number. Nobody waits for it. */
  seen({ card }: ReaderView): void {
    if (card?.state !== 'known') return;
    const meeting = this.#parts.cards
      .met(card.serial, card.family)
      .catch((err: unknown) => this.#parts.logger.error({ err }, 'a card was not numbered'))
      .finally(() => this.#background.delete(meeting));
    this.#background.add(meeting);
  }

  /** @throws {Failure} `job.create.cardSpoiled` */
  requireUsable(cardSerial: string): void {
    if (this.isSpoiled(cardSerial)) throw new Failure('job.create.cardSpoiled');
  }

  /**
   * At the RA first: what it refuses is not spoiled here either. A card that the RA has spoiled already is so here afterwards.
   * @throws {Failure} `card.spoil.atWork`, `ra.*`
   */
  async spoil(operator: string, text: string, request: SpoilRequest): Promise<void> {
    const { ras, jobBoard, clock } = this.#parts;
    const cardSerial = plainCardSerial(text);
    const { raId, reason, note, idempotencyKey } = request;
    const { connector, profile, link } = ras.choose(raId);
    if (jobBoard.openJobOfCard(cardSerial)?.state === 'running') throw new Failure('card.spoil.atWork');
    const spoiledAt = await connector
      .spoilCard({ cardSerial, reason, note, operator }, idempotencyKey)
      .then((answer) => answer.spoiledAt)
      .catch((error: unknown) => {
        if (error instanceof RaRefusedError && error.refusal === 'cardSpoiled') return timestamp(clock);
        throw classify(error);
      });
    const spoil = { at: spoiledAt, reason, note, operator, raId: profile.id };
    await this.#writeDown(cardSerial, spoil, note === '' ? null : { note });
    await this.#endJob(cardSerial);
    this.#shownAnew(cardSerial);
    await link.refreshRegistrations();
  }

  /** The RA spoiled it, and the books do not know: they come from a copy that is older. */
  async learnSpoiled(
    cardSerial: string,
    { at, reason, raId }: { readonly at: string | null; readonly reason: SpoilReason; readonly raId: string },
  ): Promise<void> {
    if (this.isSpoiled(cardSerial)) return;
    const spoil = { at: at ?? timestamp(this.#parts.clock), reason, note: '', operator: 'gateway', raId };
    await this.#writeDown(cardSerial, spoil, { learned: true });
    this.#shownAnew(cardSerial);
  }

  /** One record however often it is asked for. @param more beside what the record always says */
  async #writeDown(cardSerial: string, spoil: Spoil, more: AuditEntry['facts'] | null): Promise<void> {
    const { database, cards, audit } = this.#parts;
    await database.transaction(async (tx) => {
      if (!(await cards.spoil(tx, cardSerial, spoil))) return;
      const { operator: actor, raId: ra, reason } = spoil;
      await audit.appendIn(tx, { actor, action: 'card.spoiled', subject: cardSerial, facts: { ra, reason, ...more } });
    });
    this.#spoiled.add(cardSerial);
  }

  #shownAnew(cardSerial: string): void {
    const reader = this.#parts.readers
      .readers()
      .find(({ card }) => card?.state === 'known' && card.serial === cardSerial);
    if (reader !== undefined) this.#parts.changed(reader);
  }

  async #endJob(cardSerial: string): Promise<void> {
    try {
      await this.#parts.jobBoard.endBecauseSpoiled(cardSerial);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // Its card came back at this very moment: the RA refuses what it asks for.
      this.#parts.logger.warn({ code: error.code }, 'the job of a spoiled card goes on');
    }
  }
}
