/** Each family's view of its own state. */
import type { CardState } from '../cardState.js';
import type { CardHoldings } from './holdings.js';
import { isoAppletHoldings } from './isoApplet.js';
import { myEidHoldings } from './myEid.js';
import { openPgpHoldings } from './openPgp.js';
import { pivHoldings } from './piv.js';

export function holdingsOf({ instances, myEid, openPgp, piv }: CardState): CardHoldings {
  if (piv !== undefined) return pivHoldings(piv);
  if (openPgp !== undefined) return openPgpHoldings(openPgp);
  return myEid === undefined ? isoAppletHoldings(instances) : myEidHoldings(myEid);
}
