/** What a tile's light is to the eye: a word and a shape; the style sheet adds its colour. */
import type { WireBatchTile } from '../../daemon/contract/messages.js';
import type { MarkShape } from '../parts/Mark.js';
import type { WordKey } from '../words/staffPages.js';
import type { Shown } from './lights.js';

interface Look {
  readonly word: WordKey;
  readonly shape: MarkShape;
}

export const looks: Readonly<Record<Shown, Look>> = {
  insert: { word: 'lightInsert', shape: 'insert' },
  working: { word: 'lightWorking', shape: 'running' },
  takeOut: { word: 'lightTakeOut', shape: 'takeOut' },
  good: { word: 'lightGood', shape: 'done' },
  bad: { word: 'lightBad', shape: 'failed' },
  wait: { word: 'lightWait', shape: 'wait' },
  ask: { word: 'lightAsk', shape: 'ask' },
};

export const waitWords: Readonly<Record<NonNullable<WireBatchTile['waitsFor']>, WordKey>> = {
  reading: 'waitsForReading',
  order: 'waitsForOrder',
  paused: 'waitsForPaused',
  ra: 'waitsForRa',
  busy: 'waitsForBusy',
  reader: 'waitsForReader',
};
