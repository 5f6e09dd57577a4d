/** Storage for the persistent state of a card. Saving is synchronous, so the card executes nothing meanwhile. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { cardStateSchema, type CardState } from './cardState.js';

/** Storage for one card. */
export interface CardStore {
  /** @returns null when nothing was saved yet @throws {Error} when the stored data is not the state of a card */
  load(): CardState | null;
  /** Saves the state. It is durable when this returns. A crash leaves the old state or the new one. */
  save(state: CardState): void;
}

/** Keeps the state in memory, for tests in one process. */
export class MemoryCardStore implements CardStore {
  #state: CardState | null = null;

  load(): CardState | null {
    return this.#state;
  }

  save(state: CardState): void {
    this.#state = state;
  }
}

/** A JSON file, which each save replaces by rename. */
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
