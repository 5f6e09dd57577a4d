/** The line's screen: one tile a reader, and beside them the order at work, what failed, or the reader that was chosen. */
import { useEffect, useEffectEvent, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { WireBatchTile } from '../../daemon/contract/messages.js';
import type { SectionProps } from '../staff/section.js';
import { useWords } from '../staff/language.js';
import { columnsFor, moveFocus } from './lights.js';
import { looks } from './looks.js';
import { Overview } from './Overview.js';
import { Tile } from './Tile.js';
import { TileDetail } from './TileDetail.js';
import { useChanges } from './useChanges.js';
import { useLine } from './useLine.js';

const noTiles: readonly WireBatchTile[] = [];

export function Line({ world, tell }: SectionProps) {
  const { say } = useWords();
  const line = useLine(world, tell);
  const tiles = line?.tiles ?? noTiles;
  const { last, sounds, turnSounds } = useChanges(tiles);
  const [openId, setOpenId] = useState<string | null>(null);
  const [reachedId, setReachedId] = useState<string | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const open = tiles.find(({ readerId }) => readerId === openId);
  const reached = Math.max(
    0,
    tiles.findIndex(({ readerId }) => readerId === reachedId),
  );

  const focusTile = (index: number) => list.current?.querySelectorAll<HTMLElement>('.line-tile')[index]?.focus();
  // After the login the arrow keys work at once.
  const isThere = tiles.length > 0;
  useEffect(() => {
    if (isThere && document.activeElement === document.body) focusTile(0);
  }, [isThere]);

  const onTileKey = (event: KeyboardEvent) => {
    const target = moveFocus(reached, event.key, tiles.length);
    if (target === null) return;
    event.preventDefault();
    focusTile(target);
  };
  const close = () => {
    setOpenId(null);
    focusTile(reached);
  };

  const onEscape = useEffectEvent(() => {
    if (open !== undefined) close();
  });
  useEffect(() => {
    const listener = ({ key }: globalThis.KeyboardEvent) => {
      if (key === 'Escape') onEscape();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);

  return (
    <main className="batch-line">
      <h1 className="visually-hidden">{say('lineTitle')}</h1>
      {line !== null && tiles.length === 0 && (
        <div className="nothing">
          <p className="good-news">{say('lineEmpty')}</p>
          <p>{say('lineEmptyHow')}</p>
        </div>
      )}
      {tiles.length > 0 && (
        <ol
          ref={list}
          className="line-tiles"
          aria-label={say('lineTiles')}
          style={{ '--columns': columnsFor(tiles.length) } as CSSProperties}
          onKeyDown={onTileKey}
        >
          {tiles.map((tile, index) => (
            <Tile
              key={tile.readerId}
              tile={tile}
              isOpen={tile.readerId === openId}
              isReached={index === reached}
              onFocus={() => setReachedId(tile.readerId)}
              onOpen={() => setOpenId(tile.readerId)}
            />
          ))}
        </ol>
      )}
      <aside className="line-side">
        {open !== undefined && <TileDetail key={open.readerId} {...{ tile: open, world, tell }} onClose={close} />}
        {open === undefined && line !== null && (
          <Overview line={line} world={world} tell={tell} sounds={sounds} onSounds={turnSounds} />
        )}
      </aside>
      <p className="visually-hidden" role="status">
        {last.map(({ readerId, name, shown }) => (
          <span key={readerId}>{say('tileSays', { reader: name, light: say(looks[shown].word) })} </span>
        ))}
      </p>
    </main>
  );
}
