/** The management key 9B: authentication with it, and its replacement. */
import { createCipheriv, createDecipheriv, randomBytes, randomFillSync } from 'node:crypto';
import { concatBytes, equalBytes, fromHex, pinnedBytes } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import { CardProtocolError } from '../../errors.js';
import type { Channel } from '../../iso7816/channel.js';
import { encodeTlv, parseTlvs, requireTlv } from '../../iso7816/tlv.js';
import { factory } from './capabilities.js';
import { generalAuthenticate, keyReferences } from './commands.js';

interface CipherName {
  readonly name: string;
  readonly keyBytes: number;
  readonly blockBytes: number;
}

/** By algorithm identifier (SP 800-78-4, table 6-2). */
const ciphers: ReadonlyMap<number, CipherName> = new Map([
  [0x03, { name: 'des-ede3-ecb', keyBytes: 24, blockBytes: 8 }],
  [0x08, { name: 'aes-128-ecb', keyBytes: 16, blockBytes: 16 }],
  [0x0a, { name: 'aes-192-ecb', keyBytes: 24, blockBytes: 16 }],
  [0x0c, { name: 'aes-256-ecb', keyBytes: 32, blockBytes: 16 }],
]);

function cipherOf(algorithm: number): CipherName {
  const cipher = ciphers.get(algorithm);
  if (cipher === undefined) throw new CardProtocolError(`a management key of algorithm ${algorithm}`);
  return cipher;
}

/** What a factory sets, for a key of this algorithm. */
export function factoryKey(algorithm: number): Secret {
  const { keyBytes } = cipherOf(algorithm);
  return Secret.takeBytes(fromHex(factory.managementKey).slice(0, keyBytes));
}

/** A new random key of this algorithm. */
export function drawKey(algorithm: number): Secret {
  return Secret.takeBytes(randomFillSync(pinnedBytes(cipherOf(algorithm).keyBytes)));
}

/**
 * Mutual authentication (SP 800-73-4 part 2, annex A.1.1): the card proves that it has the key too.
 * @throws {CardRefusedError} 6A80 or 6982 when the card has another key @throws {CardProtocolError} when its proof is wrong
 */
export async function authenticate(channel: Channel, algorithm: number, key: Secret): Promise<void> {
  const { name, blockBytes } = cipherOf(algorithm);
  const reference = { algorithm, reference: keyReferences.managementKey };
  const crypt = (how: 'encrypt' | 'decrypt', block: Uint8Array): Uint8Array =>
    key.use((bytes) => {
      const cipher = how === 'encrypt' ? createCipheriv(name, bytes, null) : createDecipheriv(name, bytes, null);
      cipher.setAutoPadding(false);
      return new Uint8Array(Buffer.concat([cipher.update(block), cipher.final()]));
    });
  const witness = await channel.send(generalAuthenticate(reference, encodeTlv(0x80), 0x80));
  if (witness.length !== blockBytes) throw new CardProtocolError(`a witness of ${witness.length} bytes`);
  const challenge = new Uint8Array(randomBytes(blockBytes));
  const answer = concatBytes(encodeTlv(0x80, crypt('decrypt', witness)), encodeTlv(0x81, challenge));
  const proof = await channel.send(generalAuthenticate(reference, answer, 0x82));
  if (!equalBytes(proof, crypt('encrypt', challenge))) {
    throw new CardProtocolError('the card does not have the management key that it accepts');
  }
}

/** What `putStoredKey` wrote. @throws {CardProtocolError} */
export function decodeStoredKey(object: Secret): Secret {
  return object.use((bytes) => {
    const key = requireTlv(parseTlvs(requireTlv(parseTlvs(bytes), 0x88)), 0x89);
    return Secret.takeBytes(concatBytes(key));
  });
}
