/** The data field of PUT KEY with three AES keys (GPCS 2.3 §11.8.2.3, Amendment D §7.2). */
import { concatBytes, equalBytes } from '../../../base/bytes.js';
import { aesBlockBytes, aesCbcDecrypt, aesCbcEncrypt } from '../../../card/globalplatform/blockCiphers.js';
import { StatusError, StatusWord } from '../statusWord.js';
import type { DomainKeys } from './cardChannel.js';

const aesKeyType = 0x88;
const checkValueBytes = 3;

export interface PutKeys {
  readonly version: number;
  readonly keys: DomainKeys;
  /** Version and check values. */
  readonly confirmation: Uint8Array;
}

/** @param dek of the channel's key set @throws {StatusError} 6A80 for a wrong key check value or format */
export function parsePutKeys(data: Uint8Array, dek: Uint8Array): PutKeys {
  const wrong = (): StatusError => new StatusError(StatusWord.wrongData);
  const [version = 0] = data;
  const keys: Uint8Array[] = [];
  const checkValues: Uint8Array[] = [];
  for (let offset = 1; offset < data.length;) {
    const [type, blockBytes = 0, keyBytes = 0] = data.subarray(offset, offset + 3);
    if (type !== aesKeyType || ![16, 24, 32].includes(keyBytes)) throw wrong();
    const encryptedBytes = Math.ceil(keyBytes / aesBlockBytes) * aesBlockBytes;
    const encrypted = data.subarray(offset + 3, offset + 3 + encryptedBytes);
    if (blockBytes !== encryptedBytes + 1 || encrypted.length !== encryptedBytes) throw wrong();
    offset += 3 + encryptedBytes;
    const value = data.slice(offset + 1, offset + 1 + checkValueBytes);
    if (data[offset] !== checkValueBytes) throw wrong();
    const key = aesCbcDecrypt(dek, encrypted).slice(0, keyBytes);
    if (!equalBytes(aesCbcEncrypt(key, new Uint8Array(aesBlockBytes).fill(1)).slice(0, checkValueBytes), value)) {
      throw wrong();
    }
    keys.push(key);
    checkValues.push(value);
    offset += 1 + checkValueBytes;
  }
  const [enc, mac, newDek, ...more] = keys;
  const isVersion = version >= 0x01 && version <= 0x7f;
  if (!isVersion || enc === undefined || mac === undefined || newDek === undefined || more.length > 0) throw wrong();
  return {
    version,
    keys: { enc, mac, dek: newDek },
    confirmation: concatBytes(Uint8Array.of(version), ...checkValues),
  };
}
