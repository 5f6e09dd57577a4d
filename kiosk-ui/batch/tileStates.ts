/** Which state a tile shows, which sound a change of it makes, and how the arrow keys move among the tiles. Pure. */
import type { WireBatchTile } from '../../daemon/contract/messages.js';

/** The state of the reader, or `ask`: its job has an open question. */
export type Shown = WireBatchTile['light'] | 'ask';

export function shownOf({ light, question }: Pick<WireBatchTile, 'light' | 'question'>): Shown {
  return question === null ? light : 'ask';
}

/** So many that the tiles are about as wide as the screen is: at most four for a pcscd's sixteen readers. */
export function columnsFor(tiles: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(tiles)));
}

/** Where the focus goes. @returns null: the key is none of these */
export function moveFocus(index: number, key: string, tiles: number): number | null {
  const columns = columnsFor(tiles);
  const to = (target: number) => (target >= 0 && target < tiles ? target : index);
  switch (key) {
    case 'ArrowLeft':
      return to(index - 1);
    case 'ArrowRight':
      return to(index + 1);
    case 'ArrowUp':
      return to(index - columns);
    case 'ArrowDown':
      return to(index + columns);
    case 'Home':
      return 0;
    case 'End':
      return tiles - 1;
    default:
      return null;
  }
}

export type Sound = 'good' | 'bad' | 'putIn';

/** A tile that changed to a state for which a person waits. */
export interface Change {
  readonly readerId: string;
  readonly name: string;
  readonly shown: Shown;
  readonly sound: Sound;
}

const sounds: Readonly<Record<Shown, Sound | null>> = {
  good: 'good',
  bad: 'bad',
  takeOut: 'bad',
  ask: 'bad',
  insert: 'putIn',
  working: null,
  wait: null,
};

/** Tiles that were not there before make no sound. */
export function changesOf(before: readonly WireBatchTile[], after: readonly WireBatchTile[]): readonly Change[] {
  const shownBefore = new Map(before.map((tile) => [tile.readerId, shownOf(tile)]));
  return after.flatMap((tile) => {
    const { readerId, name } = tile;
    const shown = shownOf(tile);
    const known = shownBefore.get(readerId);
    const sound = sounds[shown];
    return known === undefined || known === shown || sound === null ? [] : [{ readerId, name, shown, sound }];
  });
}
