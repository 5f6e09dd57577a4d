/** A card that is pulled at each APDU of a piece of work. */
import type { CardDriver } from '../../../../card/drivers/driver.js';
import { openCard } from '../../../../card/drivers/registry.js';
import type { MemoryCardStore } from '../../../virtual/cardStore.js';
import { CardPowerLostError, VirtualCard } from '../../../virtual/virtualCard.js';
import { connectionTo } from './cards.js';
import { copyOf } from './contents.js';

/** Runs `work` on a copy of the card for each of its APDUs, pulling the card there, then `check` on the card put back. */
export async function pulledEverywhere(
  before: MemoryCardStore,
  work: (driver: CardDriver) => Promise<void>,
  check: (driver: CardDriver, at: number, store: MemoryCardStore) => Promise<void>,
): Promise<void> {
  for (let at = 1, finished = false; !finished; at++) {
    const store = copyOf(before);
    const card = new VirtualCard(store, undefined, 'quick');
    const driver = await openCard(connectionTo(card));
    card.arm([{ kind: 'pull', at, when: at % 2 === 0 ? 'beforeExecution' : 'afterExecution' }]);
    finished = await work(driver).then(
      () => true,
      (error: unknown) => {
        if (error instanceof CardPowerLostError) return false;
        throw error;
      },
    );
    card.disarm();
    await check(await openCard(connectionTo(card)), at, store);
  }
}
