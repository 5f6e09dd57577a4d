/** Website passwords (網站密碼): only their scrypt hash (RFC 7914) is stored. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../base/secret.js';

export interface PasswordHash {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/** N = 2^15, r = 8, p = 1: each guess costs 32 MiB and about 60 ms. */
const cost = { N: 1 << 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const hashBytes = 32;

function derive(password: Secret, salt: Uint8Array): Promise<Buffer> {
  const bytes = password.use((value) => value.slice());
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, hashBytes, cost, (error, key) => {
      bytes.fill(0);
      if (error) reject(error);
      else resolve(key);
    });
  });
}

export async function hashPassword(password: Secret): Promise<PasswordHash> {
  const salt = randomBytes(16);
  return { salt, hash: await derive(password, salt) };
}

export async function passwordMatches(password: Secret, { salt, hash }: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, salt), hash);
}

/** A hash that matches no password. Comparing with it takes as long as with any other. */
export function unknownPassword(): PasswordHash {
  return { salt: randomBytes(16), hash: randomBytes(hashBytes) };
}

/** For account names that do not exist: the time of the answer does not tell them apart. */
export const noPassword = unknownPassword();
