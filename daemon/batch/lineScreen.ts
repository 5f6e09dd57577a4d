/** What the screen of the line shows. A tile, and the whole, is announced when it shows something else than before. */
import type { StoredFailure } from '../contract/failures/failure.js';
import { classify } from '../failures/classify.js';
import { entryKey } from '../jobs/entryKey.js';
import { staffHolder, type KnownCard } from '../readers/readerView.js';
import type { RaScope } from '../ras/raScope.js';
import type { BatchEntry } from './batchEntryTable.js';
import type { LineReader, LineReaders } from './lineReaders.js';
import type { OrderProgress } from './orderEntries.js';
import type { Orders } from './orders.js';
import type { RunningCards } from './runningCards.js';
import { tileOf, type LineWork, type Supply, type Tile } from './tiles.js';

/** The whole screen. */
export interface LineView {
  /** Readers of the line, by name. */
  readonly tiles: readonly Tile[];
  /** Readers that are not on the line. */
  readonly otherReaders: readonly {
    readonly readerId: string;
    readonly name: string;
    readonly kiosk: boolean;
    readonly staffCard: boolean;
  }[];
  /** Not over, by their turn; then those that ended today. */
  readonly orders: readonly OrderProgress[];
  readonly approvalAbove: number;
  /** The last entries that failed and were not run again. */
  readonly failures: readonly BatchEntry[];
  /** Entries whose cards were begun and wait to be put into a reader again, each with the reason. */
  readonly outside: readonly BatchEntry[];
}

export interface LineScreenParts {
  readonly orders: Pick<Orders, 'open' | 'ended' | 'failures'>;
  readonly approvalAbove: number;
  readonly lineReaders: LineReaders;
  readonly running: RunningCards;
  /** @throws {Failure} when no job may be begun on that card */
  readonly requireUsable: (card: KnownCard) => void;
  readonly supply: () => Supply;
  readonly tileChanged: (tile: Tile) => void;
  /** The view is asked for again. */
  readonly changed: () => void;
}

const justBegun: LineWork = { entry: { orderId: '', number: 0, name: '' }, job: null };

export class LineScreen {
  readonly #parts: LineScreenParts;
  /** The last tile that was announced of each reader, as JSON. */
  readonly #announced = new Map<string, string>();
  /** Of the view what no tile tells, as it was announced last. */
  #shownBefore = '';

  constructor(parts: LineScreenParts) {
    this.#parts = parts;
  }

  /** @param scope of the orders that ended and the failures, of which the newest alone are shown; `seenLine` leaves out the rest */
  async view(scope: RaScope): Promise<LineView> {
    const { orders, approvalAbove, lineReaders, running } = this.#parts;
    const [open, ended, failures] = await Promise.all([orders.open(), orders.ended(scope), orders.failures(scope)]);
    const others = lineReaders.all().filter((one) => one.reader !== null && !this.isShown(one));
    return {
      tiles: this.#shown().map((lineReader) => this.#tile(lineReader)),
      otherReaders: others.map((one) => ({
        readerId: one.readerId,
        name: one.name,
        kiosk: lineReaders.isKiosk(one),
        staffCard: one.reader?.holder === staffHolder,
      })),
      orders: [...open, ...ended],
      approvalAbove,
      failures,
      outside: running.outside(),
    };
  }

  /** Which readers are shown changes with a login by card, and what is outside with a card that is pulled half made. */
  announceChange(): void {
    const { lineReaders, running, changed } = this.#parts;
    const readers = lineReaders.all().map((one) => [one.readerId, this.isShown(one)]);
    const shown = JSON.stringify([readers, running.outside().map(entryKey)]);
    if (shown === this.#shownBefore) return;
    this.#shownBefore = shown;
    changed();
  }

  /** Also while a card of the line is finished in a reader that was taken off it. */
  isShown(lineReader: LineReader): boolean {
    const { lineReaders, running } = this.#parts;
    const { reader } = lineReader;
    return lineReaders.isOnLine(lineReader) || (reader !== null && running.inReader(reader) !== null);
  }

  update(readerId: string): void {
    const lineReader = this.#parts.lineReaders.find(readerId);
    if (lineReader === null || !this.isShown(lineReader)) return;
    const tile = this.#tile(lineReader);
    const json = JSON.stringify(tile);
    if (json === this.#announced.get(readerId)) return;
    this.#announced.set(readerId, json);
    this.#parts.tileChanged(tile);
  }

  updateAll(): void {
    for (const { readerId } of this.#shown()) this.update(readerId);
  }

  /** Why no job may be begun on that card; null: one may. */
  unusable(card: KnownCard): StoredFailure | null {
    try {
      this.#parts.requireUsable(card);
      return null;
    } catch (error) {
      const { code, facts } = classify(error);
      return { code, facts };
    }
  }

  #shown(): readonly LineReader[] {
    return this.#parts.lineReaders.all().filter((lineReader) => this.isShown(lineReader));
  }

  #tile({ readerId, name, reader }: LineReader): Tile {
    const { running, supply } = this.#parts;
    const { isBeginning, last, issued, failed } = running.readerWork(readerId);
    const card = reader?.card?.state === 'known' ? reader.card : null;
    const work =
      (reader && running.inReader(reader)) ??
      (card === null ? running.pulledFrom(readerId) : running.ofCard(card.serial)) ??
      (isBeginning ? justBegun : null);
    const unusable = card === null ? null : this.unusable(card);
    return tileOf({ readerId, name, reader, work, last, unusable, supply: supply(), issued, failed });
  }
}
