/** One reader of the line, to be read from two metres: its name, a shape, a word, a colour, and how far its card is. */
import type { CSSProperties } from 'react';
import type { WireBatchTile } from '../../daemon/contract/messages.js';
import { useWords } from '../staff/language.js';
import { Mark } from '../parts/Mark.js';
import { shownOf } from './lights.js';
import { looks, waitWords } from './looks.js';
import { useNow } from './useNow.js';

interface TileProps {
  readonly tile: WireBatchTile;
  readonly isOpen: boolean;
  /** Of all tiles one is reached by Tab, the others by the arrow keys. */
  readonly isReached: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
}

/** In letters of one em: the name is as large as its place allows. */
function widthOf(name: string): number {
  return Array.from(name).reduce((width, letter) => width + (letter > '\u2e7f' ? 1 : 0.62), 0);
}

export function Tile({ tile, isOpen, isReached, onFocus, onOpen }: TileProps) {
  const { say } = useWords();
  const shown = shownOf(tile);
  const { word, shape } = looks[shown];
  return (
    <li className="line-place">
      <button
        type="button"
        className="line-tile"
        data-shown={shown}
        data-reader={tile.readerId}
        tabIndex={isReached ? 0 : -1}
        aria-current={isOpen}
        style={{ '--name-width': Math.max(widthOf(tile.name), 2) } as CSSProperties}
        onFocus={onFocus}
        onClick={onOpen}
      >
        <span className="line-top">
          <span className="line-name">{tile.name}</span>
          <Mark shape={shape} />
        </span>
        <span className="line-word">{say(word)}</span>
        <span className="line-note">
          <Note tile={tile} />
        </span>
      </button>
    </li>
  );
}

/** As many characters as tell one card from its neighbours. */
const tail = (serial: string) => `…${serial.slice(-6)}`;

function Note({ tile }: { tile: WireBatchTile }) {
  const { say, pick } = useWords();
  const { light, waitsFor, work, failure, question, cardSerial } = tile;
  if (question !== null) return <Why text={pick(question.reason.happened)} />;
  switch (light) {
    case 'working':
      return work === null ? null : <Progress work={work} />;
    case 'wait':
      return waitsFor === null ? null : say(waitWords[waitsFor]);
    case 'bad':
      return <Why text={failure === null ? say('noteBad') : pick(failure.happened)} />;
    case 'takeOut':
      return <Why text={failure === null ? say('noteTakeOut') : pick(failure.happened)} />;
    case 'good':
      return (
        <span className="line-step">
          {say('noteGood')} {work?.name}
        </span>
      );
    case 'insert':
      return work === null || cardSerial === null ? say('noteInsert') : say('noteBack', { serial: tail(cardSerial) });
  }
}

/** All of it stands beside the tiles, when the tile is opened. */
function Why({ text }: { text: string }) {
  return <span className="line-why">{text}</span>;
}

/** Steps are counted, not guessed: a step that cannot be foreseen shows the seconds that went by, and no bar of its own. */
function Progress({ work }: { work: NonNullable<WireBatchTile['work']> }) {
  const { say, pick } = useWords();
  const { step, stepNumber, stepCount, long, stepStartedAt } = work;
  const now = useNow(long);
  const seconds = stepStartedAt === null ? 0 : Math.max(0, Math.floor((now - Date.parse(stepStartedAt)) / 1_000));
  return (
    <>
      <span className="line-bar" data-long={long}>
        {Array.from({ length: stepCount }, (_, index) => (
          <span key={index} data-state={barState(index + 1, stepNumber)} />
        ))}
      </span>
      <span className="line-progress">
        <span className="line-step">
          {say('stepCount', { n: stepNumber, total: stepCount })} {pick(step)}
        </span>
        {long && <span className="line-seconds">{say('seconds', { n: seconds })}</span>}
      </span>
    </>
  );
}

function barState(step: number, at: number): 'done' | 'now' | 'todo' {
  return step < at ? 'done' : step === at ? 'now' : 'todo';
}
