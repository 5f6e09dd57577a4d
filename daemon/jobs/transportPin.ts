import { createHmac, randomBytes } from 'node:crypto';
import { readPlain, replacePlain } from '../../base/plainFile.js';
import { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import type { PinRule } from '../../card/drivers/driver.js';
import { allowedCharacters } from '../../card/drivers/pinRule.js';

const keyBytes = 32;
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Derives the PINs of cards between their first key and their hand-over from one key that never leaves this machine. */
export class TransportPins {
  private constructor(private readonly key: Secret) {}

  /**
   * Reads the key, or makes one at the first start (32 random bytes, readable by the daemon's user only).
   * @throws {Error} when the file is not a whole key. A new one would not open the cards whose PINs came from the lost key
   */
  static async open(file: string): Promise<TransportPins> {
    const key = (await readKey(file)) ?? (await makeKey(file));
    if (key.length !== keyBytes) throw new Error(`${file} holds ${key.length} bytes, a key has ${keyBytes}`);
    return new TransportPins(Secret.takeBytes(key));
  }

  /**
   * HMAC-SHA-256 over the card's serial number and the PIN's number; each byte gives a character that the card takes (5 bits, or 3 where it
   * takes digits alone). The caller disposes of it.
   */
  pinFor(cardSerial: string, pin: PinReference, rule: Pick<PinRule, 'maxLength' | 'characters'>): Secret {
    const allowed = allowedCharacters(alphabet, [rule]);
    if (allowed.length === 0) throw new RangeError(`no PIN of ${rule.characters} can be derived`);
    const digest = this.key.use((key) => createHmac('sha256', key).update(`${cardSerial}/${pin}`).digest());
    const characters = new Uint8Array(Math.min(rule.maxLength, digest.length));
    for (const [i, byte] of digest.subarray(0, characters.length).entries())
      characters[i] = allowed.charCodeAt(byte % allowed.length);
    digest.fill(0);
    return Secret.takeBytes(characters);
  }

  dispose(): void {
    this.key.dispose();
  }
}

async function readKey(file: string): Promise<Uint8Array | null> {
  const content = await readPlain(file);
  return content === null ? null : new Uint8Array(content);
}

/** The file gets its name when it is whole, so that an interrupted start leaves no part of a key. */
async function makeKey(file: string): Promise<Uint8Array> {
  const key = new Uint8Array(randomBytes(keyBytes));
  await replacePlain(file, key, null);
  return key;
}
