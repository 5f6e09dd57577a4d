/** A virtual PIV card in the same process and a driver on it. */
import { fromHex, toHex } from '../../../../base/bytes.js';
import type { CardDriver } from '../../../../card/drivers/driver.js';
import { openCard } from '../../../../card/drivers/registry.js';
import { directConnection } from '../../../../card/transport/directTransport.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';
import { connectionTo, labels, secret } from './cards.js';

export const pivPin = '74019382';
export const pivPuk = 'aB3dE6gH';
export const selectPiv = '00A4040005A000000308';

export function blankPivStore(): MemoryCardStore {
  const store = new MemoryCardStore();
  new VirtualCard(store, undefined, 'quick', 'piv');
  return store;
}

export async function blankPiv(store = blankPivStore()) {
  const card = new VirtualCard(store, undefined, 'quick');
  return { card, driver: await openCard(connectionTo(card)) };
}

export async function reopened(card: VirtualCard): Promise<CardDriver> {
  return openCard(connectionTo(card));
}

/** The family's own order, as a job carries it out. It goes on where an earlier run was interrupted. */
export async function preparePiv(driver: CardDriver): Promise<void> {
  for (const operation of driver.capabilities.preparation) {
    const { pinSet, pukSet } = await driver.pinStatus(1);
    if (operation.what === 'createFiles') await driver.createFileSystem(1, labels(1));
    if (operation.what === 'setPuk' && !pukSet) await driver.setPuk(1, secret(pivPuk));
    if (operation.what === 'setPin' && !pinSet) await driver.setInitialPin(1, secret(pivPin));
    if (operation.what !== 'own') continue;
    if ((await driver.isPerformed?.(operation.name)) === false) await driver.perform?.(operation.name);
  }
}

/** Sends commands, hex. @returns the last answer, hex */
export async function raw(card: VirtualCard, ...commands: readonly string[]): Promise<string> {
  let answer = '';
  for (const command of commands) answer = toHex(await card.execute(fromHex(command)));
  return answer;
}

type Answer = (answer: Uint8Array, command: string) => Uint8Array;

/** A driver on a card of which some answers are other ones. */
export async function openedWith(card: VirtualCard, answer: Answer): Promise<CardDriver> {
  const execute = async (command: Uint8Array): Promise<Uint8Array> =>
    answer(await card.execute(command), toHex(command));
  return openCard(directConnection(execute, card.reset(), card.protocol));
}
