import { createHmac, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Derives the PINs that guard cards under way from one key that never leaves this machine. */
export class TransportPins {
  private constructor(private readonly key: Secret) {}

  /** Reads the key, or makes one at the first start (32 random bytes, readable by the daemon's user only). */
  static async open(file: string): Promise<TransportPins> {
    try {
      return new TransportPins(Secret.takeBytes(new Uint8Array(await readFile(file))));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const key = new Uint8Array(randomBytes(32));
      await writeFile(file, key, { mode: 0o600, flag: 'wx', flush: true });
      return new TransportPins(Secret.takeBytes(key));
    }
  }

  /** HMAC-SHA-256 over card serial and PIN, a character for each byte (5 bits each). The caller disposes of it. */
  pinFor(cardSerial: string, pin: PinReference, length: number): Secret {
    const digest = this.key.use((key) => createHmac('sha256', key).update(`${cardSerial}/${pin}`).digest());
    const characters = new Uint8Array(Math.min(length, digest.length));
    for (const [i, byte] of digest.subarray(0, characters.length).entries())
      characters[i] = alphabet.charCodeAt(byte & 31);
    digest.fill(0);
    return Secret.takeBytes(characters);
  }

  dispose(): void {
    this.key.dispose();
  }
}
