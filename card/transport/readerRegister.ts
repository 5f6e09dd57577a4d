/** The state of each reader and the number of its card insertions, from the monitor's reports. */
import { fromHex } from '../../base/bytes.js';
import type { ReaderState } from './connection.js';
import { eventCounter, scardState } from './scard.js';

interface Known {
  readonly state: ReaderState;
  readonly counter: number;
  readonly atr: string;
}

/** The monitor's report about a reader. */
export interface ReaderReport {
  /** PC/SC name. */
  readonly reader: string;
  /** dwEventState of SCARD_READERSTATE. */
  readonly eventState: number;
  /** Answer to reset in hex; empty without a card. */
  readonly atr: string;
}

/** All readers that are connected. */
export class ReaderRegister {
  readonly #known = new Map<string, Known>();
  /** Kept when a reader is removed, so that the number of a reader never decreases. */
  readonly #insertions = new Map<string, number>();

  /** @returns null for a reader that is not connected */
  get(reader: string): ReaderState | null {
    return this.#known.get(reader)?.state ?? null;
  }

  /** The number of cards that were inserted into the reader so far. */
  insertion(reader: string): number {
    return this.#insertions.get(reader) ?? 0;
  }

  /** Takes a report. @returns the new state; null when neither presence nor card changed */
  report({
    reader,
    eventState,
    atr,
  }: ReaderReport): { readonly state: ReaderState; readonly insertion: number } | null {
    const before = this.#known.get(reader);
    const counter = eventCounter(eventState);
    const present = (eventState & scardState.present) !== 0;
    // When a card is replaced between two reports, only the event counter shows it.
    const sameCard = before?.state.card.present === true && before.counter === counter;
    if (present ? sameCard && before.atr === atr : before?.state.card.present === false) return null;
    if (present && !sameCard) this.#insertions.set(reader, this.insertion(reader) + 1);
    const mute = atr === '' || (eventState & scardState.mute) !== 0;
    const card = present ? { present, atr: mute ? null : fromHex(atr) } : { present };
    const state = { reader, card } as ReaderState;
    this.#known.set(reader, { state, counter, atr });
    return { state, insertion: this.insertion(reader) };
  }

  /** @returns false when the reader was not connected */
  remove(reader: string): boolean {
    return this.#known.delete(reader);
  }

  /** PC/SC names of all readers that are connected. */
  readers(): string[] {
    return [...this.#known.keys()];
  }
}
