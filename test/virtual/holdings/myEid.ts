/** What a MyEID card holds. */
import type { MyEidState } from '../myEid/myEidState.js';
import { certificatesIn, publicHalf, unpadded, type CardHoldings } from './holdings.js';

export function myEidHoldings({ pins, files }: MyEidState): CardHoldings {
  return {
    pins: ['1', '2'].map((reference) => {
      const pin = pins[reference];
      if (pin === undefined) return { pin: null, puk: null };
      return {
        pin: { value: unpadded(pin.pin), triesLeft: pin.pinLeft, maxTries: pin.pinMax },
        puk: { value: unpadded(pin.puk), triesLeft: pin.pukLeft, maxTries: pin.pukMax },
      };
    }),
    keys: files.flatMap(({ key }) => (key === undefined ? [] : [publicHalf(key)])),
    certificates: certificatesIn(files.flatMap(({ data }) => (data === undefined ? [] : [data]))),
    administration: 'none',
  };
}
