/** Where a card's persistent memory lies. Saving is synchronous: nothing of the card happens in between. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { cardStateSchema, type CardState } from './cardState.js';

export interface CardStore {
  /** @returns null when there is no card yet. @throws when what is there is not a card's state. */
  load(): CardState | null;
  /** Durable when it returns; a crash at any moment leaves the old state or the new one. */
  save(state: CardState): void;
}

export class MemoryCardStore implements CardStore {
  #state: CardState | null = null;

  load(): CardState | null {
    return this.#state;
  }

  save(state: CardState): void {
    this.#state = state;
  }
}

/** One JSON file a card, replaced as a whole by rename. */
export class FileCardStore implements CardStore {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  load(): CardState | null {
    if (!existsSync(this.#path)) return null;
    return cardStateSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
  }

  save(state: CardState): void {
    const folder = dirname(this.#path);
    mkdirSync(folder, { recursive: true });
    const temporary = `${this.#path}.new`;
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify(state));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, this.#path);
    const directory = openSync(folder, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  }
}
