/** The cards of this gateway: each gets a stock number when it is first read, and can be spoiled (作廢). */
import type { Logger } from 'pino';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import { RaRefusedError, type SpoilReason } from '../../sync/connector.js';
import type { Audit, AuditEntry } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { JobBoard } from '../jobs/jobBoard.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { ReaderView } from '../readers/readerView.js';
import type { CardTable, Spoil } from './cardTable.js';
import { plainCardSerial } from '../../base/cardSerial.js';

export interface CardsParts {
  readonly database: Database;
  readonly cards: CardTable;
  readonly ras: Ras;
  readonly jobBoard: Pick<JobBoard, 'openJobOfCard' | 'endBecauseSpoiled'>;
  readonly readers: Pick<ReaderBoard, 'readers'>;
  readonly audit: Pick<Audit, 'appendIn'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when screens have to show this reader again. */
  readonly changed: (reader: ReaderView) => void;
}

export interface SpoilRequest {
  /** The RA that spoils the card; may be absent when there is only one RA. */
  readonly raId: string | undefined;
  readonly reason: SpoilReason;
  readonly note: string;
  readonly idempotencyKey: string;
}

export class Cards {
  readonly #parts: CardsParts;
  /** Kept in memory, because it is looked up each time that a reader is shown. */
  readonly #spoiled = new Set<string>();
  readonly #background = new Set<Promise<void>>();

  constructor(parts: CardsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    for (const serial of await this.#parts.cards.spoiledSerials()) this.#spoiled.add(serial);
  }

  /** Ends jobs of spoiled cards that an interrupted `spoil` left open. Called when the open jobs are known. */
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

  /** Registers a card that was read for the first time, in the background. */
  readerChanged({ card }: ReaderView): void {
    if (card?.state !== 'known') return;
    const registering = this.#parts.cards
      .register(card.serial, card.family)
      .catch((err: unknown) => this.#parts.logger.error({ err }, 'a card was not registered'))
      .finally(() => this.#background.delete(registering));
    this.#background.add(registering);
  }

  /** @throws {Failure} `job.create.cardSpoiled` */
  requireUsable(cardSerial: string): void {
    if (this.isSpoiled(cardSerial)) throw new Failure('job.create.cardSpoiled');
  }

  /**
   * Spoils a card, at the RA first: when the RA refuses, the card is not spoiled here either. A card that the RA had spoiled
   * already becomes spoiled here too.
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
    this.#showAgain(cardSerial);
    await link.refreshRegistrations();
  }

  /** Records a card that the RA spoiled after the copy was made from which this store was restored. */
  async learnSpoiled(
    cardSerial: string,
    { at, reason, raId }: { readonly at: string | null; readonly reason: SpoilReason; readonly raId: string },
  ): Promise<void> {
    if (this.isSpoiled(cardSerial)) return;
    const spoil = { at: at ?? timestamp(this.#parts.clock), reason, note: '', operator: 'gateway', raId };
    await this.#writeDown(cardSerial, spoil, { learned: true });
    this.#showAgain(cardSerial);
  }

  /** Writes one record, however often it is called. @param more further facts of the record */
  async #writeDown(cardSerial: string, spoil: Spoil, more: AuditEntry['facts'] | null): Promise<void> {
    const { database, cards, audit } = this.#parts;
    await database.transaction(async (tx) => {
      if (!(await cards.spoil(tx, cardSerial, spoil))) return;
      const { operator: actor, raId: ra, reason } = spoil;
      await audit.appendIn(tx, { actor, action: 'card.spoiled', subject: cardSerial, facts: { ra, reason, ...more } });
    });
    this.#spoiled.add(cardSerial);
  }

  #showAgain(cardSerial: string): void {
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
      // The card was inserted at the same moment. The RA refuses the further requests of the job.
      this.#parts.logger.warn({ code: error.code }, 'the job of a spoiled card continues');
    }
  }
}
