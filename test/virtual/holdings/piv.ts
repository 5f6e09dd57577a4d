/** What a card with a PIV application holds. */
import { fromHex, toHex } from '../../../base/bytes.js';
import type { PivReferenceState, PivState } from '../piv/pivState.js';
import { findValue, parseDataObjects } from '../tlv.js';
import { certificatesIn, publicHalf, unpadded, type CardHoldings, type HeldSecret } from './holdings.js';

/** Printed information, which is read after the PIN: YubiKey's software and others keep the management key there. */
const guarded = '5FC109';

function held({ value, triesLeft, maxTries }: PivReferenceState): HeldSecret {
  return { value: unpadded(value), triesLeft, maxTries };
}

function administration({ managementKey, objects }: PivState): CardHoldings['administration'] {
  if (managementKey.isDefault) return 'factory';
  return objects[guarded]?.includes(managementKey.value) === true ? 'guarded' : 'unknown';
}

/** Tag 70 of a certificate's object (SP 800-73-4 part 1, appendix A). */
function certificateIn(object: string): string[] {
  const value = findValue(parseDataObjects(fromHex(object)) ?? [], 0x70);
  return value === undefined ? [] : [toHex(value)];
}

export function pivHoldings(state: PivState): CardHoldings {
  return {
    pins: [{ pin: held(state.pin), puk: held(state.puk) }],
    keys: Object.values(state.keys).map(({ pkcs8 }) => publicHalf(pkcs8)),
    certificates: certificatesIn(Object.values(state.objects).flatMap(certificateIn)),
    administration: administration(state),
  };
}
