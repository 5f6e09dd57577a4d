import type { WireStockPlace } from '../../../daemon/api/messages.js';
import type { WordKey } from '../../words.js';

export const placeWords: Readonly<Record<WireStockPlace, WordKey>> = {
  store: 'placeStore',
  line: 'placeLine',
  counter: 'placeCounter',
};

export const places = Object.keys(placeWords) as readonly WireStockPlace[];
