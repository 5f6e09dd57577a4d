/** A virtual MyEID card in the same process and a driver on it. */
import type { PinReference } from '../../../../base/terms.js';
import type { CardDriver } from '../../../../card/drivers/driver.js';
import { openCard } from '../../../../card/drivers/registry.js';
import { MemoryCardStore, type CardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';
import { connectionTo, labels, secret, type CardOnBench } from './cards.js';

export const myEidPins: Readonly<Record<PinReference, string>> = { 1: '74019382', 2: '508164' };
export const myEidPuks: Readonly<Record<PinReference, string>> = { 1: '62840175', 2: '90317264' };

export async function blankMyEid(store: CardStore = new MemoryCardStore()): Promise<CardOnBench> {
  const card = new VirtualCard(store, undefined, 'quick', 'myeid');
  const connection = connectionTo(card);
  return { card, connection, driver: await openCard(connection) };
}

/** Files, PINs and PUKs, in the order that the family tells; no keys. */
export async function prepareMyEid(driver: CardDriver): Promise<void> {
  for (const operation of driver.capabilities.preparation) {
    switch (operation.what) {
      case 'createFiles':
        await driver.createFileSystem(operation.pin, labels(operation.pin));
        break;
      case 'setPinAndPuk': {
        const { pin } = operation;
        await driver.setPinAndPuk?.(pin, secret(myEidPins[pin]), secret(myEidPuks[pin]));
        break;
      }
      case 'own':
        await driver.perform?.(operation.name);
        break;
      case 'setPuk':
      case 'setPin':
      case 'makeKeys':
        break;
    }
  }
}
