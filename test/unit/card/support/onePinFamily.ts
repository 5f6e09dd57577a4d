/** A virtual card of a family with one PIN in the same process, and a driver on it. */
import type { CardDriver } from '../../../../card/drivers/driver.js';
import { openCard } from '../../../../card/drivers/registry.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';
import { connectionTo, labels, secret } from './cards.js';

type Family = ConstructorParameters<typeof VirtualCard>[3];

export function onePinFamily(family: Family, pin: string, puk: string) {
  const blankStore = (): MemoryCardStore => {
    const store = new MemoryCardStore();
    new VirtualCard(store, undefined, 'quick', family);
    return store;
  };
  const blank = async (store = blankStore()): Promise<{ readonly card: VirtualCard; readonly driver: CardDriver }> => {
    const card = new VirtualCard(store, undefined, 'quick');
    return { card, driver: await openCard(connectionTo(card)) };
  };
  /** The family's own order, as a job carries it out. It resumes where an earlier run was interrupted. */
  const prepare = async (driver: CardDriver): Promise<void> => {
    for (const operation of driver.capabilities.preparation) {
      const { pinSet, pukSet } = await driver.pinStatus(1);
      if (operation.what === 'createFiles') await driver.createFileSystem(1, labels(1));
      if (operation.what === 'setPuk' && !pukSet) await driver.setPuk(1, secret(puk));
      if (operation.what === 'setPin' && !pinSet) await driver.setInitialPin(1, secret(pin));
      if (operation.what !== 'own' || (await driver.isPerformed?.(operation.name)) === true) continue;
      await driver.perform?.(operation.name);
    }
  };
  return { blankStore, blank, prepare };
}
