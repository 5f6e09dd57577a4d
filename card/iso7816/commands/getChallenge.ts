import { CardProtocolError } from '../../errors.js';
import type { Command } from '../command.js';

/** GET CHALLENGE, ISO 7816-4 §11.5.3. @param length number of random bytes, 1 to 256 */
export function getChallenge(length: number): Command<Uint8Array> {
  return {
    name: 'GET CHALLENGE',
    apdu: { cla: 0x00, ins: 0x84, p1: 0x00, p2: 0x00, le: length },
    parse: (data) => {
      if (data.length !== length)
        throw new CardProtocolError(`a challenge of ${data.length} bytes instead of ${length}`);
      return data;
    },
  };
}
