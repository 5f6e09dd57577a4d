/** Each family's view of its own state. */
import type { CardState } from '../cardState.js';
import type { CardHoldings } from './holdings.js';
import { isoAppletHoldings } from './isoApplet.js';
import { myEidHoldings } from './myEid.js';
import { pivHoldings } from './piv.js';

export function holdingsOf({ instances, myEid, piv }: CardState): CardHoldings {
  if (piv !== undefined) return pivHoldings(piv);
  return myEid === undefined ? isoAppletHoldings(instances) : myEidHoldings(myEid);
}
