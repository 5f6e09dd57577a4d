/** A virtual OpenPGP card in the same process and a driver on it. */
import type { CardDriver } from '../../../../card/drivers/driver.js';
import { openCard } from '../../../../card/drivers/registry.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';
import { connectionTo, labels, secret } from './cards.js';

export const openPgpPin = '74019382';
export const openPgpPuk = 'aB3dE6gH9kLm';

export function blankOpenPgpStore(): MemoryCardStore {
  const store = new MemoryCardStore();
  new VirtualCard(store, undefined, 'quick', 'openpgp');
  return store;
}

export async function blankOpenPgp(store = blankOpenPgpStore()) {
  const card = new VirtualCard(store, undefined, 'quick');
  return { card, driver: await openCard(connectionTo(card)) };
}

/** The family's own order, as a job carries it out. It resumes where an earlier run was interrupted. */
export async function prepareOpenPgp(driver: CardDriver): Promise<void> {
  for (const operation of driver.capabilities.preparation) {
    const { pinSet, pukSet } = await driver.pinStatus(1);
    if (operation.what === 'createFiles') await driver.createFileSystem(1, labels(1));
    if (operation.what === 'setPuk' && !pukSet) await driver.setPuk(1, secret(openPgpPuk));
    if (operation.what === 'setPin' && !pinSet) await driver.setInitialPin(1, secret(openPgpPin));
    if (operation.what === 'own') await driver.perform?.(operation.name);
  }
}
