/** AES and Triple DES on whole blocks, AES-CMAC (NIST SP 800-38B) and the padding of GlobalPlatform, over OpenSSL's block ciphers. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concatBytes, pinnedBytes } from '../../base/bytes.js';

export const aesBlockBytes = 16;
export const desBlockBytes = 8;

const zeros = (length: number): Uint8Array => new Uint8Array(length);

/** @param key 16, 24 or 32 bytes @throws {RangeError} */
function aesName(key: Uint8Array): string {
  if (![16, 24, 32].includes(key.length)) throw new RangeError('an AES key has 16, 24 or 32 bytes');
  return `aes-${key.length * 8}-cbc`;
}

function encrypt(name: string, key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv(name, key, iv).setAutoPadding(false);
  return concatBytes(cipher.update(blocks), cipher.final());
}

export function aesCbcEncrypt(key: Uint8Array, blocks: Uint8Array, iv = zeros(aesBlockBytes)): Uint8Array {
  return encrypt(aesName(key), key, iv, blocks);
}

export function aesCbcDecrypt(key: Uint8Array, blocks: Uint8Array, iv = zeros(aesBlockBytes)): Uint8Array {
  const decipher = createDecipheriv(aesName(key), key, iv).setAutoPadding(false);
  return concatBytes(decipher.update(blocks), decipher.final());
}

/** Twice a block in GF(2^128), SP 800-38B §6.1. */
function doubled(block: Uint8Array): Uint8Array {
  const twice = pinnedBytes(aesBlockBytes);
  for (let i = 0; i < aesBlockBytes; i++) twice[i] = ((block[i] ?? 0) << 1) | ((block[i + 1] ?? 0) >> 7);
  if (((block[0] ?? 0) & 0x80) !== 0) twice[aesBlockBytes - 1] = (twice[aesBlockBytes - 1] ?? 0) ^ 0x87;
  return twice;
}

/** AES-CMAC, SP 800-38B §6.2. @returns 16 bytes */
export function aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const subkey = doubled(aesCbcEncrypt(key, zeros(aesBlockBytes)));
  const isWhole = message.length > 0 && message.length % aesBlockBytes === 0;
  const padded = isWhole ? concatBytes(message) : padded80(message, aesBlockBytes);
  const mask = isWhole ? subkey : doubled(subkey);
  const last = padded.length - aesBlockBytes;
  for (let i = 0; i < aesBlockBytes; i++) padded[last + i] = (padded[last + i] ?? 0) ^ (mask[i] ?? 0);
  return aesCbcEncrypt(key, padded).slice(-aesBlockBytes);
}

/** Triple DES with two keys. @param key 16 bytes */
export function des3CbcEncrypt(key: Uint8Array, blocks: Uint8Array, iv = zeros(desBlockBytes)): Uint8Array {
  if (key.length !== 16) throw new RangeError('a Triple DES key has 16 bytes');
  return encrypt('des-ede-cbc', key, iv, blocks);
}

export function des3CbcDecrypt(key: Uint8Array, blocks: Uint8Array, iv = zeros(desBlockBytes)): Uint8Array {
  const decipher = createDecipheriv('des-ede-cbc', key, iv).setAutoPadding(false);
  return concatBytes(decipher.update(blocks), decipher.final());
}

/** Single DES: Triple DES with one key twice, which OpenSSL 3 has without its legacy ciphers. @param key 8 bytes */
export function desCbcEncrypt(key: Uint8Array, blocks: Uint8Array, iv = zeros(desBlockBytes)): Uint8Array {
  return des3CbcEncrypt(concatBytes(key, key), blocks, iv);
}

/** ISO/IEC 9797-1 padding method 2: 80, then as many 00 as fill the block. At least one byte is added. */
export function padded80(message: Uint8Array, blockBytes: number): Uint8Array {
  const whole = pinnedBytes((Math.floor(message.length / blockBytes) + 1) * blockBytes);
  whole.set(message);
  whole[message.length] = 0x80;
  return whole;
}

/** @returns null when the end is no such padding */
export function unpadded80(padded: Uint8Array): Uint8Array | null {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  return padded[end] === 0x80 ? padded.slice(0, end) : null;
}
