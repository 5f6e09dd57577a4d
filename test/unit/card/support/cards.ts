/** A virtual card in the same process and a driver on it. */
import { Secret } from '../../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../../base/terms.js';
import type { CardDriver, FileSystemLabels } from '../../../../card/drivers/driver.js';
import { openCard } from '../../../../card/drivers/registry.js';
import type { CardConnection } from '../../../../card/transport/connection.js';
import { directConnection } from '../../../../card/transport/directTransport.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';

export const pins: Readonly<Record<PinReference, string>> = { 1: 'firstPIN1', 2: 'SecondPIN22' };
export const puks: Readonly<Record<PinReference, string>> = { 1: 'firstPUKfirstPUK', 2: 'SECONDpuk2222222' };
export const uses: readonly KeyUse[] = ['sign', 'encrypt'];

export const secret = (text: string): Secret => Secret.fromText(text);

export const labels = (reference: PinReference): FileSystemLabels => ({
  token: `晶片卡 ${reference}`,
  pin: `第${reference}組晶片卡密碼`,
});

export interface CardOnBench {
  readonly card: VirtualCard;
  readonly connection: CardConnection;
  readonly driver: CardDriver;
}

export function connectionTo(card: VirtualCard): CardConnection {
  return directConnection((command) => card.execute(command), card.reset(), card.protocol);
}

/** Its RSA keys are real, and no two are equal; only the search for primes is saved. */
export async function blankCard(): Promise<CardOnBench> {
  const card = new VirtualCard(new MemoryCardStore(), undefined, 'quick');
  const connection = connectionTo(card);
  return { card, connection, driver: await openCard(connection) };
}

/** PUKs, PINs and files of both instances, no keys. */
export async function prepare(driver: CardDriver): Promise<void> {
  for (const reference of [1, 2] as const) {
    await driver.setPuk(reference, secret(puks[reference]));
    await driver.createFileSystem(reference, labels(reference));
    await driver.setInitialPin(reference, secret(pins[reference]));
  }
}
