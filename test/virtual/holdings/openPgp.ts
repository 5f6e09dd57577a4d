/** What a card with an OpenPGP application holds. */
import { toHex, utf8 } from '../../../base/bytes.js';
import { factory, maxTries, type OpenPgpReferenceState, type OpenPgpState } from '../openPgp/openPgpState.js';
import { certificatesIn, publicHalf, unpadded, type CardHoldings, type HeldSecret } from './holdings.js';

/** Private use objects that are read after PW1, or by everybody until PW1 is set (docs/cards/openpgp.md). */
const guarded = ['0103', '0102'];

function held({ value, triesLeft }: OpenPgpReferenceState): HeldSecret | null {
  return value === null ? null : { value: unpadded(value), triesLeft, maxTries };
}

function administration({ pw3, objects }: OpenPgpState): CardHoldings['administration'] {
  const { value } = pw3;
  if (value === toHex(utf8(factory.pw3))) return 'factory';
  const isKept = value !== null && guarded.some((tag) => objects[tag]?.includes(value) === true);
  return isKept ? 'guarded' : 'unknown';
}

export function openPgpHoldings(state: OpenPgpState): CardHoldings {
  return {
    pins: [{ pin: held(state.pw1), puk: held(state.resettingCode) }],
    keys: Object.values(state.keys).map(publicHalf),
    certificates: certificatesIn(state.certificates),
    administration: administration(state),
  };
}
