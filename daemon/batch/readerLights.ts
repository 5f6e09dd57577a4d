/** The tiles of the line: what each reader's light shows, told when it shows another thing than before. */
import type { WireBatchTile, WireFailure } from '../contract/messages.js';
import { classify } from '../failures/classify.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { KnownCard } from '../readers/readerBoard.js';
import type { LineReader, LineReaders } from './lineReaders.js';
import { tileOf, type LastWork, type LineWork, type Supply } from './tiles.js';
import type { RunningCards } from './runningCards.js';

export interface ReaderLightsParts {
  readonly lineReaders: LineReaders;
  readonly running: RunningCards;
  /** @throws {Failure} when no job may be begun on that card */
  readonly requireUsable: (card: KnownCard) => void;
  readonly supply: () => Supply;
  readonly changed: (tile: WireBatchTile) => void;
}

/** What is known of a reader beside what the board knows. */
export interface Station {
  /** The card in it is being given an entry. */
  isBeginning: boolean;
  last: LastWork | null;
  issued: number;
  failed: number;
}

const justBegun: LineWork = { entry: { orderId: '', number: 0, name: '' }, job: null };

export class ReaderLights {
  readonly #stations = new Map<string, Station>();
  /** What was told last of each, as JSON. */
  readonly #told = new Map<string, string>();

  constructor(private readonly parts: ReaderLightsParts) {}

  station(readerId: string): Station {
    const before = this.#stations.get(readerId);
    if (before !== undefined) return before;
    const station: Station = { isBeginning: false, last: null, issued: 0, failed: 0 };
    this.#stations.set(readerId, station);
    return station;
  }

  /** By name. */
  all(): readonly WireBatchTile[] {
    return this.#shown().map((place) => this.#tile(place));
  }

  /** Also while a card of the line is finished in a reader that was taken off it. */
  isShown(place: LineReader): boolean {
    const { reader } = place;
    return this.parts.lineReaders.isOnLine(place) || (reader !== null && this.parts.running.inReader(reader) !== null);
  }

  tell(readerId: string): void {
    const place = this.parts.lineReaders.find(readerId);
    if (place === null || !this.isShown(place)) return;
    const tile = this.#tile(place);
    const told = JSON.stringify(tile);
    if (told === this.#told.get(readerId)) return;
    this.#told.set(readerId, told);
    this.parts.changed(tile);
  }

  tellAll(): void {
    for (const { readerId } of this.#shown()) this.tell(readerId);
  }

  /** Why no job may be begun on that card. */
  unusable(card: KnownCard): WireFailure | null {
    try {
      this.parts.requireUsable(card);
      return null;
    } catch (error) {
      return toWireFailure(classify(error));
    }
  }

  #shown(): readonly LineReader[] {
    return this.parts.lineReaders.all().filter((place) => this.isShown(place));
  }

  #tile({ readerId, name, reader }: LineReader): WireBatchTile {
    const { isBeginning, last, issued, failed } = this.station(readerId);
    const card = reader?.card?.state === 'known' ? reader.card : null;
    const { running, supply } = this.parts;
    const work =
      (reader && running.inReader(reader)) ??
      (card === null ? running.lostIn(readerId) : running.ofCard(card.serial)) ??
      (isBeginning ? justBegun : null);
    const unusable = card === null ? null : this.unusable(card);
    return tileOf({ readerId, name, reader, work, last, unusable, supply: supply(), issued, failed });
  }
}
