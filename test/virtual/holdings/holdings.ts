/** What a virtual card holds that people must know or can lose, the same for every family and read from the card's own state. */
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { fromHex } from '../../../base/bytes.js';

/** A PIN or PUK, without its padding. */
export interface HeldSecret {
  readonly value: string;
  readonly triesLeft: number;
  readonly maxTries: number;
}

export interface HeldPin {
  /** null: not set. */
  readonly pin: HeldSecret | null;
  readonly puk: HeldSecret | null;
}

export interface CardHoldings {
  /** In the order of their references. */
  readonly pins: readonly HeldPin[];
  /** SubjectPublicKeyInfo of each private key, DER in base64. */
  readonly keys: readonly string[];
  readonly certificates: readonly X509Certificate[];
  /**
   * A key that the card is administered with. `none`: the family has none. `factory`: everybody knows it. `guarded`: whoever knows
   * the PIN can read it. `unknown`: nobody can find it any more.
   */
  readonly administration: 'none' | 'factory' | 'guarded' | 'unknown';
}

const padding = /(?:\0|\xff)+$/;

/** The text of a padded value, which is in hex. */
export function unpadded(value: string): string {
  return Buffer.from(value, 'hex').toString('latin1').replace(padding, '');
}

/** @param pkcs8 base64 */
export function publicHalf(pkcs8: string): string {
  const key = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' });
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
}

/** The certificates among these contents of files, hex. A file may be longer than its certificate. */
export function certificatesIn(contents: readonly string[]): X509Certificate[] {
  return contents.flatMap((content) => {
    const bytes = fromHex(content);
    // A SEQUENCE whose length takes two bytes, as every certificate's does.
    if (bytes[0] !== 0x30 || bytes[1] !== 0x82) return [];
    const length = 4 + (bytes[2] ?? 0) * 0x100 + (bytes[3] ?? 0);
    try {
      return [new X509Certificate(bytes.subarray(0, length))];
    } catch {
      return [];
    }
  });
}
