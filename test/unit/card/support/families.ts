/** A card of each family that has a virtual card, and what its own support makes of it. */
import type { PinReference } from '../../../../base/terms.js';
import type { CardDriver } from '../../../../card/drivers/driver.js';
import { openCard } from '../../../../card/drivers/registry.js';
import { families as virtualFamilies } from '../../../conformance/families.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';
import { connectionTo, pins, prepare, puks } from './cards.js';
import { myEidPins, myEidPuks, prepareMyEid } from './myEidCards.js';
import { openPgpPin, openPgpPuk, prepareOpenPgp } from './openPgpCards.js';
import { pivPin, pivPuk, preparePiv } from './pivCards.js';

interface Preparation {
  /** Everything but the keys. */
  readonly prepare: (driver: CardDriver) => Promise<void>;
  /** In the order of the references. */
  readonly secrets: readonly { readonly pin: string; readonly puk: string }[];
}

const both = (pin: Record<PinReference, string>, puk: Record<PinReference, string>): Preparation['secrets'] =>
  ([1, 2] as const).map((reference) => ({ pin: pin[reference], puk: puk[reference] }));

const preparations: Readonly<Record<string, Preparation>> = {
  'isoapplet-pair': { prepare, secrets: both(pins, puks) },
  myeid: { prepare: prepareMyEid, secrets: both(myEidPins, myEidPuks) },
  openpgp: { prepare: prepareOpenPgp, secrets: [{ pin: openPgpPin, puk: openPgpPuk }] },
  piv: { prepare: preparePiv, secrets: [{ pin: pivPin, puk: pivPuk }] },
};

export const familyNames: readonly string[] = virtualFamilies.map(({ family }) => family);

export interface PreparedCard {
  readonly store: MemoryCardStore;
  readonly card: VirtualCard;
  readonly driver: CardDriver;
  readonly secrets: Preparation['secrets'];
}

/** @throws {Error} when nobody said how a card of the family is prepared */
export async function preparedCard(family: string): Promise<PreparedCard> {
  const own = preparations[family];
  const virtual = virtualFamilies.find((one) => one.family === family);
  if (own === undefined || virtual === undefined) throw new Error(`how is a card of ${family} prepared?`);
  const store = new MemoryCardStore();
  const card = new VirtualCard(store, undefined, 'quick', virtual.virtualCard.family);
  const driver = await openCard(connectionTo(card));
  await own.prepare(driver);
  return { store, card, driver, secrets: own.secrets };
}
