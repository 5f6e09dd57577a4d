/** The tile of each reader of the line. A tile is announced when it shows something else than before. */
import type { StoredFailure } from '../contract/failures/failure.js';
import { classify } from '../failures/classify.js';
import type { KnownCard } from '../readers/readerView.js';
import type { LineReader, LineReaders } from './lineReaders.js';
import type { RunningCards } from './runningCards.js';
import { tileOf, type LineWork, type Supply, type Tile } from './tiles.js';

export interface ReaderLightsParts {
  readonly lineReaders: LineReaders;
  readonly running: RunningCards;
  /** @throws {Failure} when no job may be begun on that card */
  readonly requireUsable: (card: KnownCard) => void;
  readonly supply: () => Supply;
  readonly changed: (tile: Tile) => void;
}

const justBegun: LineWork = { entry: { orderId: '', number: 0, name: '' }, job: null };

export class ReaderLights {
  readonly #parts: ReaderLightsParts;
  /** The last tile that was announced of each reader, as JSON. */
  readonly #announced = new Map<string, string>();

  constructor(parts: ReaderLightsParts) {
    this.#parts = parts;
  }

  /** By name. */
  all(): readonly Tile[] {
    return this.#shown().map((lineReader) => this.#tile(lineReader));
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
    this.#parts.changed(tile);
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
