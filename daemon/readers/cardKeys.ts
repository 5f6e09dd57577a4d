import type { PinReference } from '../../base/terms.js';
import { pinOfKey } from '../../card/drivers/capabilities.js';
import type { CardDriver, KeyPlace } from '../../card/drivers/driver.js';
import { readableCertificate, readablePublicKey } from './keyPair.js';

export interface CardKey {
  /** The PIN that protects it. */
  readonly pin: PinReference;
  readonly place: KeyPlace;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** X.509 DER; null: the key has no certificate. */
  readonly certificate: Uint8Array | null;
}

/** The keys that a card lists without a PIN. An unreadable one is left out. */
export async function cardKeys(card: CardDriver): Promise<CardKey[]> {
  const found: CardKey[] = [];
  for (const use of ['sign', 'encrypt'] as const) {
    for (const place of ['a', 'b'] as const) {
      const publicKey = await readablePublicKey(card, { use, place });
      if (publicKey === null) continue;
      const certificate = await readableCertificate(card, { use, place });
      found.push({ pin: pinOfKey(card.capabilities, use), place, publicKey, certificate });
    }
  }
  return found;
}
