import type { WireStockPlace } from '../../daemon/contract/messages.js';
import type { WordKey } from '../words/staffPages.js';

export const placeWords: Readonly<Record<WireStockPlace, WordKey>> = {
  store: 'placeStore',
  line: 'placeLine',
  counter: 'placeCounter',
};

export const places = Object.keys(placeWords) as readonly WireStockPlace[];
