/** What the readers hold, made of the monitor's reports, and how many cards each has seen. */
import { fromHex } from '../../base/bytes.js';
import type { ReaderState } from './connection.js';
import { eventCounter, scardState } from './scard.js';

interface Known {
  readonly state: ReaderState;
  readonly counter: number;
  readonly atr: string;
}

export interface ReaderReport {
  readonly reader: string;
  /** SCARD_READERSTATE's dwEventState. */
  readonly eventState: number;
  /** Hex, empty where there is none. */
  readonly atr: string;
}

export class ReaderRegister {
  readonly #known = new Map<string, Known>();
  /** Kept when a reader goes: the count never goes back. */
  readonly #insertions = new Map<string, number>();

  get(reader: string): ReaderState | null {
    return this.#known.get(reader)?.state ?? null;
  }

  insertion(reader: string): number {
    return this.#insertions.get(reader) ?? 0;
  }

  /** @returns null when the report says nothing new about presence or card. */
  report({
    reader,
    eventState,
    atr,
  }: ReaderReport): { readonly state: ReaderState; readonly insertion: number } | null {
    const before = this.#known.get(reader);
    const counter = eventCounter(eventState);
    const present = (eventState & scardState.present) !== 0;
    // A card that went and another that came between two reports differ in the counter only.
    const sameCard = before?.state.card.present === true && before.counter === counter;
    if (present ? sameCard && before.atr === atr : before?.state.card.present === false) return null;
    if (present && !sameCard) this.#insertions.set(reader, this.insertion(reader) + 1);
    const mute = atr === '' || (eventState & scardState.mute) !== 0;
    const card = present ? { present, atr: mute ? null : fromHex(atr) } : { present };
    const state = { reader, card } as ReaderState;
    this.#known.set(reader, { state, counter, atr });
    return { state, insertion: this.insertion(reader) };
  }

  /** @returns false when it was not known. */
  remove(reader: string): boolean {
    return this.#known.delete(reader);
  }

  readers(): string[] {
    return [...this.#known.keys()];
  }
}
