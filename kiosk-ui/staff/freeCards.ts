import type { WireReader } from '../../daemon/contract/messages.js';
import type { CardInReader } from './CardPin.js';

/** Cards that nobody uses and that have a PIN 1: one of them may be a staff card. */
export function freeCards(readers: readonly WireReader[]): readonly CardInReader[] {
  return readers.flatMap(({ id, name, card, jobId, staffCard }) => {
    if (jobId !== null || staffCard || card?.state !== 'known') return [];
    const pin1 = card.pins.find(({ reference }) => reference === 1);
    return pin1?.pinSet === true ? [{ readerId: id, name, triesLeft: pin1.triesLeft }] : [];
  });
}
