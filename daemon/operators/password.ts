/** Staff passwords at rest: scrypt (RFC 7914), with a salt and the parameters stored beside each hash. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secret } from '../../base/secret.js';
import { Failure } from '../contract/failures/failure.js';
import { isGuessable } from './passwordStrength.js';
import { codePointsOf, isSame, opaqueString } from './passwordText.js';

const derive = promisify<Uint8Array, Uint8Array, number, object, Buffer>(scrypt);

export interface ScryptParameters {
  /** N: CPU and memory cost, a power of two. */
  readonly cost: number;
  /** r */
  readonly blockSize: number;
  /** p */
  readonly parallelism: number;
}

export interface PasswordHash extends ScryptParameters {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/** As strong as N = 2¹⁷, p = 1, with a quarter of its memory (32 MB), because the machine serves readers meanwhile. */
export const currentParameters: ScryptParameters = { cost: 2 ** 15, blockSize: 8, parallelism: 3 };

/** In characters. NIST SP 800-63B asks for at least 8; the machine of a counter is shared, so it asks for more. */
const LENGTH = { min: 12, max: 64 };

const HASH_BYTES = 32;
const SALT_BYTES = 16;

function run(password: Secret, salt: Uint8Array, { cost, blockSize, parallelism }: ScryptParameters): Promise<Buffer> {
  const options = { cost, blockSize, parallelization: parallelism, maxmem: 256 * cost * blockSize };
  return password.use((bytes) => derive(bytes, salt, HASH_BYTES, options));
}

/**
 * The caller keeps the password.
 * @param name of the account
 * @throws {Failure} `staff.operator.passwordCharacter`, `staff.operator.passwordLength`, `staff.operator.passwordWeak`
 */
export function checkNewPassword(password: Secret, name: string): void {
  const text = opaqueString(password);
  if (text === null) throw new Failure('staff.operator.passwordCharacter');
  const codes = codePointsOf(text);
  text.dispose();
  try {
    if (codes.length < LENGTH.min || codes.length > LENGTH.max) {
      throw new Failure('staff.operator.passwordLength', { minLength: LENGTH.min, maxLength: LENGTH.max });
    }
    if (isGuessable(codes, name)) throw new Failure('staff.operator.passwordWeak');
  } finally {
    codes.fill(0);
  }
}

/** The caller keeps the password. It has passed `checkNewPassword`, or matched. */
export async function hashPassword(password: Secret, parameters = currentParameters): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  const text = opaqueString(password) ?? password.copy();
  try {
    return { ...parameters, salt, hash: await run(text, salt, parameters) };
  } finally {
    text.dispose();
  }
}

/**
 * The caller keeps the password. The duration does not depend on whether it matches.
 * @returns `asTyped`: the hash is one of before passwords were normalised, and should be renewed
 */
export async function passwordMatches(
  password: Secret,
  stored: PasswordHash,
): Promise<'normalised' | 'asTyped' | null> {
  const text = opaqueString(password);
  try {
    const normalised = text !== null && (await hasHash(text, stored));
    const isOther = text === null || !isSame(text, password);
    const asTyped = isOther && (await hasHash(password, stored));
    if (normalised) return 'normalised';
    return asTyped ? 'asTyped' : null;
  } finally {
    text?.dispose();
  }
}

async function hasHash(text: Secret, stored: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await run(text, stored.salt, stored), stored.hash);
}

export function isCurrent({ cost, blockSize, parallelism }: ScryptParameters): boolean {
  const now = currentParameters;
  return cost === now.cost && blockSize === now.blockSize && parallelism === now.parallelism;
}
