/** The batch line as a member of staff sees it who does not work for every RA: cards of other RAs are other work that holds a reader. */
import { allRas, covers, type RaScope } from '../ras/raScope.js';
import type { LineView } from './lineScreen.js';
import type { Tile } from './tiles.js';

/** What does not depend on whose card it is. */
function withoutWork({ readerId, name, issued, failed }: Tile): Tile {
  const nothing = { cardSerial: null, work: null, question: null, failure: null };
  return { readerId, name, issued, failed, light: 'wait', waitsFor: 'busy', ...nothing };
}

/** @param raOf the RA of an order */
export async function seenLine(
  view: LineView,
  scope: RaScope,
  raOf: (orderId: string) => Promise<string>,
): Promise<LineView> {
  if (scope === allRas) return view;
  const named = [...view.failures, ...view.outside].map(({ orderId }) => orderId);
  const ids = new Set([...named, ...view.tiles.flatMap(({ work }) => work?.orderId ?? [])]);
  const ras = new Map(await Promise.all([...ids].map(async (id) => [id, await raOf(id)] as const)));
  const sees = (orderId: string): boolean => covers(scope, ras.get(orderId) ?? null);
  return {
    ...view,
    tiles: view.tiles.map((tile) => (tile.work === null || sees(tile.work.orderId) ? tile : withoutWork(tile))),
    orders: view.orders.filter(({ raId }) => covers(scope, raId)),
    failures: view.failures.filter(({ orderId }) => sees(orderId)),
    outside: view.outside.filter(({ orderId }) => sees(orderId)),
  };
}
