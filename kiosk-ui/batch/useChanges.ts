/** Changes of the tiles, as sounds and for a screen reader. */
import { useEffect, useState } from 'react';
import type { WireBatchTile } from '../../daemon/contract/messages.js';
import { changesOf, type Change } from './tileStates.js';
import { play } from './sounds.js';

const storageKey = 'batchSounds';

interface Changes {
  readonly last: readonly Change[];
  /** On or off, as this machine's browser remembers it. */
  readonly sounds: boolean;
  readonly turnSounds: (on: boolean) => void;
}

export function useChanges(tiles: readonly WireBatchTile[]): Changes {
  const [sounds, setSounds] = useState(() => localStorage.getItem(storageKey) !== 'off');
  const [seen, setSeen] = useState<{ readonly tiles: readonly WireBatchTile[]; readonly last: readonly Change[] }>({
    tiles,
    last: [],
  });
  if (seen.tiles !== tiles) {
    const changes = changesOf(seen.tiles, tiles);
    setSeen({ tiles, last: changes.length === 0 ? seen.last : changes });
  }
  const { last } = seen;
  useEffect(() => {
    if (!sounds) return;
    // Several at once are heard as the one that needs a hand first.
    const [first] = (['bad', 'putIn', 'good'] as const).filter((sound) =>
      last.some((change) => change.sound === sound),
    );
    if (first !== undefined) play(first);
  }, [last, sounds]);
  const turnSounds = (on: boolean) => {
    localStorage.setItem(storageKey, on ? 'on' : 'off');
    setSounds(on);
  };
  return { last, sounds, turnSounds };
}
