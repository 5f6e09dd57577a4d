/** A key pair on a card, with its certificate. */
import type { KeyUse } from '../../../../base/terms.js';
import type { CardDriver, KeyPlace } from '../../../../card/drivers/driver.js';
import { certificateFor } from './certificates.js';

export async function makePair(driver: CardDriver, use: KeyUse, place: KeyPlace): Promise<Uint8Array> {
  const publicKeyInfo = await driver.generateKey(use, place, 'rsa2048');
  await driver.writeKeyObjects(use, place, publicKeyInfo);
  await driver.writeCertificate(use, place, certificateFor(publicKeyInfo, 0));
  await driver.makeCurrent(use, place);
  return publicKeyInfo;
}
