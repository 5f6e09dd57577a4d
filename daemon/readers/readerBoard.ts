/** The present state of every reader and the card in it. One holder at a time works with a reader. */
import type { Logger } from 'pino';
import { withAnySignal } from '../../base/anySignal.js';
import { retry } from '../../base/retry.js';
import { fromHex, toHex } from '../../base/bytes.js';
import { pinRuleOf } from '../../card/drivers/capabilities.js';
import type { CardDriver } from '../../card/drivers/driver.js';
import { UnknownCardError } from '../../card/errors.js';
import { TransportError, type CardConnection, type CardTransport } from '../../card/transport/connection.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import { currentCertificates } from './cardCertificates.js';
import { cardKeys } from './cardKeys.js';
import { pukTriesOf } from './pukTriesOf.js';
import { readerPosition } from './position.js';
import type { CardView, KnownCard, ReaderView } from './readerView.js';

export interface ReaderBoardEvents {
  changed(reader: ReaderView): void;
  removed(readerId: string): void;
  pcscChanged(available: boolean): void;
  /** A card was read, and its reader is not held. */
  cardKnown(reader: ReaderView): void;
}

/** Exclusive use of one reader until `release`. */
export interface ReaderHold {
  readonly readerId: string;
  /** Connects to the card in the reader. @throws {TransportError} @throws {UnknownCardError} */
  openCard(): Promise<CardDriver>;
  /** Ends the connection; `reset` makes the card forget verified PINs. */
  closeCard(disposition: 'leave' | 'reset'): Promise<void>;
  /** Aborts when the card or the reader is removed. */
  readonly cardGone: AbortSignal;
  /** Releases the reader and reads its card again. */
  release(): Promise<void>;
}

/** The pause before an unreadable card is read again; it doubles each time. */
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/** The read did not succeed. What went wrong is in the view of the card. */
class CardUnreadError extends Error {}

interface Reader {
  view: ReaderView;
  cardGone: AbortController;
  /** Reads of this reader run one after the other; this is the last of them. */
  tail: Promise<void>;
}

export interface ReaderBoardParts {
  readonly transport: CardTransport;
  readonly openCard: (connection: CardConnection) => Promise<CardDriver>;
  readonly labels: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

export class ReaderBoard {
  readonly #parts: ReaderBoardParts;
  readonly #byPcscName = new Map<string, Reader>();
  #pcscAvailable = false;
  readonly #stopping = new AbortController();
  #events: ReaderBoardEvents | null = null;

  constructor(parts: ReaderBoardParts) {
    this.#parts = parts;
  }

  async start(events: ReaderBoardEvents): Promise<void> {
    this.#events = events;
    await this.#parts.transport.start({
      readerChanged: (state, insertion) => {
        this.#onReaderChanged(state.reader, state.card, insertion);
      },
      readerRemoved: (pcscName) => {
        this.#onReaderRemoved(pcscName);
      },
      serviceChanged: (available) => {
        this.#pcscAvailable = available;
        events.pcscChanged(available);
      },
    });
  }

  /** Aborts `cardGone` of every reader, so that no holder waits any longer. */
  async stop(): Promise<void> {
    this.#events = null;
    this.#stopping.abort();
    for (const { cardGone } of this.#byPcscName.values()) cardGone.abort();
    await this.#parts.transport.stop();
    await Promise.all([...this.#byPcscName.values()].map((reader) => reader.tail));
  }

  get pcsc(): boolean {
    return this.#pcscAvailable;
  }

  readers(): readonly ReaderView[] {
    return [...this.#byPcscName.values()].map((reader) => reader.view);
  }

  reader(readerId: string): ReaderView | null {
    return this.readers().find((view) => view.id === readerId) ?? null;
  }

  /** Where cards of this serial number lie. With two of them, one is not the card that it says. */
  withCard(serial: string): readonly ReaderView[] {
    return this.readers().filter(({ card }) => card?.state === 'known' && card.serial === serial);
  }

  /** Resolves when a card that is just being read has been read. */
  async settled(readerId: string): Promise<void> {
    await [...this.#byPcscName.values()].find((reader) => reader.view.id === readerId)?.tail;
  }

  /** Reads every card again, to find out whether it answers. Held readers are skipped. */
  async readAgain(): Promise<void> {
    const readable = [...this.#byPcscName.values()].filter(({ view }) => view.card !== null);
    await Promise.all(readable.map((reader) => this.#readCard(reader)));
  }

  /** The card in a reader, after a read in progress has finished. @throws {Failure} @throws {UnknownCardError} */
  async knownCard(readerId: string): Promise<KnownCard> {
    await this.settled(readerId);
    const reader = this.reader(readerId);
    if (reader === null) throw new Failure('job.create.readerUnknown');
    if (reader.card === null) throw new Failure('job.create.readerEmpty');
    if (reader.card.state === 'unknown') {
      const { atr, reasons } = reader.card;
      throw new UnknownCardError(fromHex(atr), reasons);
    }
    if (reader.card.state !== 'known') throw new Failure('job.create.cardNotRead');
    return reader.card;
  }

  /** @throws {Failure} when there is no such reader, or it is held */
  hold(readerId: string, holder: string): ReaderHold {
    const reader = [...this.#byPcscName.values()].find((candidate) => candidate.view.id === readerId);
    if (reader === undefined) throw new Failure('job.create.readerUnknown');
    if (reader.view.holder !== null) throw new Failure('job.create.readerBusy');
    this.#change(reader, { holder });
    let connection: CardConnection | null = null;
    return {
      readerId,
      cardGone: reader.cardGone.signal,
      openCard: async () => {
        await reader.tail;
        connection = await this.#parts.transport.connect(reader.view.pcscName);
        return this.#parts.openCard(connection);
      },
      closeCard: async (disposition) => {
        await connection?.disconnect(disposition);
        connection = null;
      },
      release: async () => {
        await connection?.disconnect('reset');
        const hasCard = reader.view.card !== null && !reader.cardGone.signal.aborted;
        this.#change(reader, { holder: null, ...(hasCard && { card: { state: 'reading' } }) });
        if (hasCard) await this.#readCard(reader);
      },
    };
  }

  #onReaderChanged(
    pcscName: string,
    card: { present: false } | { present: true; atr: Uint8Array | null },
    insertion: number,
  ): void {
    const reader = this.#byPcscName.get(pcscName) ?? this.#add(pcscName);
    const { card: before } = reader.view;
    reader.cardGone.abort();
    if (card.present) reader.cardGone = new AbortController();
    this.#change(reader, { card: card.present ? { state: 'reading' } : null, insertion });
    this.#twinLeft(before);
    if (card.present) void this.#readCard(reader);
  }

  /** A card left: another one of its serial number is shown anew, and its job may be resumed. */
  #twinLeft(card: CardView | null): void {
    const [alone, ...others] = card?.state === 'known' ? this.withCard(card.serial) : [];
    if (alone === undefined || others.length > 0) return;
    if (alone.holder === null) this.#events?.cardKnown(alone);
    this.#events?.changed(this.reader(alone.id) ?? alone);
  }

  #onReaderRemoved(pcscName: string): void {
    const reader = this.#byPcscName.get(pcscName);
    if (reader === undefined) return;
    reader.cardGone.abort();
    // Sent before the reader leaves the board, because listeners still look it up there.
    this.#events?.removed(reader.view.id);
    this.#byPcscName.delete(pcscName);
    this.#twinLeft(reader.view.card);
  }

  #add(pcscName: string): Reader {
    const position = readerPosition(pcscName, this.#parts.labels);
    const view = { ...position, pcscName, insertion: 0, card: null, holder: null };
    const reader = { view, cardGone: new AbortController(), tail: Promise.resolve() };
    this.#byPcscName.set(pcscName, reader);
    return reader;
  }

  #change(reader: Reader, change: Partial<ReaderView>): void {
    reader.view = { ...reader.view, ...change };
    // A holder may release a reader that was unplugged and plugged in again. Changes of the old one are not announced.
    if (this.#byPcscName.get(reader.view.pcscName) === reader) this.#events?.changed(reader.view);
  }

  /** Identifies the card and reads the state of its PINs, unless the reader is held or the card was replaced meanwhile. */
  #readOnce(reader: Reader): Promise<void> {
    const { signal } = reader.cardGone;
    const stale = (): boolean => signal.aborted || reader.view.holder !== null;
    reader.tail = reader.tail.then(async () => {
      if (stale()) return;
      const card = await this.#viewCard(reader.view.pcscName);
      if (stale()) return;
      reader.view = { ...reader.view, card };
      // A job that waits for this card holds the reader first, so that screens do not see an idle card in between.
      if (card?.state === 'known') this.#events?.cardKnown(reader.view);
      this.#change(reader, {});
      const twins = card?.state === 'known' ? this.withCard(card.serial) : [];
      for (const twin of twins) if (twin.id !== reader.view.id) this.#events?.changed(twin);
    });
    return reader.tail;
  }

  /**
   * Another program may release the card, and a hung service may recover. No event reports either, so the read is retried.
   * Resolves after the first attempt.
   */
  #readCard(reader: Reader): Promise<void> {
    const read = async (): Promise<void> => {
      await this.#readOnce(reader);
      if (reader.view.card?.state === 'failed') throw new CardUnreadError();
    };
    withAnySignal([reader.cardGone.signal, this.#stopping.signal], (signal) =>
      retry(read, { pauseMs: firstPauseMs, longestPauseMs, signal, keepsProcess: false }),
    ).catch(() => undefined);
    return reader.tail;
  }

  /** null: the card was removed, and pcscd has not reported it yet. */
  async #viewCard(pcscName: string): Promise<CardView | null> {
    let connection: CardConnection | null = null;
    try {
      connection = await this.#parts.transport.connect(pcscName);
      const driver = await this.#parts.openCard(connection);
      const { family, serial } = driver.identity;
      const reading = await driver.read();
      const { pins, lifeCycle } = reading;
      const puks = await pukTriesOf(driver);
      const certificates = currentCertificates(reading);
      const pinRule = pinRuleOf(driver.capabilities);
      const { preparation } = driver.capabilities;
      const keys = lifeCycle === 'incomplete' ? await cardKeys(driver) : [];
      return { state: 'known', family, serial, lifeCycle, pins, puks, pinRule, preparation, certificates, keys };
    } catch (error) {
      if (error instanceof UnknownCardError) {
        const { reasons } = error;
        const atr = toHex(error.atr);
        this.#parts.logger.warn({ reader: pcscName, atr, reasons }, 'no driver knows this card');
        return { state: 'unknown', atr, reasons };
      }
      if (error instanceof TransportError && error.failure === 'cardRemoved') return null;
      const { code, facts } = classify(error);
      const level = error instanceof TransportError ? 'info' : 'warn';
      this.#parts.logger[level]({ reader: pcscName, err: error }, 'the card could not be read');
      return { state: 'failed', failure: { code, facts } };
    } finally {
      await connection?.disconnect('leave');
    }
  }
}
