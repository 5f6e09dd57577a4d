import type { KeyUse, PinReference } from '../../base/terms.js';
import { pinOfKey } from '../../card/drivers/capabilities.js';
import type { CardDriver, KeyPlace } from '../../card/drivers/driver.js';
import { readableCertificate, readablePublicKey } from './keyPair.js';

export interface CardKey {
  /** The uses that a key in its slot may have. Absent: those that its PIN guards on a pair of IsoApplets. */
  readonly uses?: readonly KeyUse[];
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
  for (const { uses } of card.capabilities.keySlots) {
    const [use] = uses;
    if (use === undefined) continue;
    for (const place of ['a', 'b'] as const) {
      const publicKey = await readablePublicKey(card, { use, place });
      if (publicKey === null) continue;
      const certificate = await readableCertificate(card, { use, place });
      found.push({ uses, pin: pinOfKey(card.capabilities, use), place, publicKey, certificate });
    }
  }
  return found;
}
