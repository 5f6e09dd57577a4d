/** An issued card as `issueCard` leaves it: a pair of each use, with certificates of a usual length. */
import { openCard } from '../../../../card/drivers/registry.js';
import type { CardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';
import { connectionTo, pins, prepare, secret, uses } from './cards.js';
import { certificateFor } from './certificates.js';
import { pinOfKey } from '../../../../card/drivers/capabilities.js';

/** Makes certificates as long as those of the reference RA: five times READ BINARY. */
const paddingBytes = 350;

/** The most APDUs that reading an issued card may take. */
export const readingBudget = 22;

/** @returns the certificates by use */
export async function issueInto(store: CardStore): Promise<ReadonlyMap<string, Uint8Array>> {
  const driver = await openCard(connectionTo(new VirtualCard(store, undefined, 'quick')));
  const certificates = new Map<string, Uint8Array>();
  await prepare(driver);
  for (const use of uses) {
    const reference = pinOfKey(driver.capabilities, use);
    await driver.verifyPin(reference, secret(pins[reference]));
    const publicKey = await driver.generateKey(use, 'a', 'rsa2048');
    await driver.writeKeyObjects(use, 'a', publicKey);
    const certificate = certificateFor(publicKey, paddingBytes);
    await driver.writeCertificate(use, 'a', certificate);
    certificates.set(use, certificate);
  }
  return certificates;
}
