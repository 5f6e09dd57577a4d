/** Which readers are on the line: what an operator chose, else every reader but the kiosk's and those that hold a staff login. */
import { staffHolder, type ReaderView } from '../readers/readerView.js';
import type { BatchReader, BatchReaderTable } from './batchReaderTable.js';

export interface LineReader {
  readonly readerId: string;
  readonly name: string;
  /** null: it is not connected. */
  readonly reader: ReaderView | null;
}

export interface LineReadersParts {
  readonly table: BatchReaderTable;
  readonly readers: () => readonly ReaderView[];
  readonly kioskReaderId: () => string | null;
}

/** Kept: making one takes longer than sorting. */
const byName = new Intl.Collator('en', { numeric: true });

export class LineReaders {
  readonly #parts: LineReadersParts;
  readonly #choices = new Map<string, BatchReader>();
  /** Of readers that were chosen once, or were seen since the start. */
  readonly #names = new Map<string, string>();

  constructor(parts: LineReadersParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    for (const choice of await this.#parts.table.all()) {
      this.#choices.set(choice.readerId, choice);
      this.#names.set(choice.readerId, choice.name);
    }
  }

  seen({ id, name }: ReaderView): void {
    this.#names.set(id, name);
  }

  /** @returns null: no such reader was ever seen */
  find(readerId: string): LineReader | null {
    const reader = this.#parts.readers().find(({ id }) => id === readerId) ?? null;
    const name = reader?.name ?? this.#names.get(readerId);
    return name === undefined ? null : { readerId, name, reader };
  }

  /** By name. */
  all(): readonly LineReader[] {
    return [...this.#names.keys()].flatMap((id) => this.find(id) ?? []).sort((a, b) => byName.compare(a.name, b.name));
  }

  isOnLine({ readerId, reader }: LineReader): boolean {
    const choice = this.#choices.get(readerId);
    if (choice !== undefined) return choice.onLine;
    return readerId !== this.#parts.kioskReaderId() && reader?.holder !== staffHolder;
  }

  isKiosk({ readerId }: LineReader): boolean {
    return readerId === this.#parts.kioskReaderId();
  }

  async choose({ readerId, name }: LineReader, onLine: boolean): Promise<void> {
    const choice = { readerId, name, onLine };
    await this.#parts.table.choose(choice);
    this.#choices.set(readerId, choice);
  }
}
