/** The release check of a public key: whatever is certified, or written to a card, passes it, at the gateway and at the RA. */
import { curveNamed, isPointOf } from './curves.js';
import { keyFingerprint, publicKeyParts, type PublicKeyParts } from './publicKeyParts.js';
import { hasClosePrimes, hasRocaShape, isPrime, smallFactor } from './rsaModulus.js';

/** What is wrong with a key. docs/release-check.md explains each and names its source. */
export type KeyFault =
  'unreadable' | 'kind' | 'size' | 'exponent' | 'factor' | 'closePrimes' | 'roca' | 'curve' | 'point' | 'reused';

const smallestModulusBits = 2048;
/** What a card, a token or a relying party can still work with. */
const largestModulusBits = 4096;
/** FIPS 186-5 §5.1: 2^16 < e < 2^256, and odd. */
const smallestExponent = 65537n;
const exponentLimit = 2n ** 256n;

/** @param publicKey SubjectPublicKeyInfo, DER @returns the first thing that is wrong with it; null: it may be released */
export function keyFault(publicKey: Uint8Array): KeyFault | null {
  let parts: PublicKeyParts;
  try {
    parts = publicKeyParts(publicKey);
  } catch {
    return 'unreadable';
  }
  switch (parts.kind) {
    case 'rsa':
      return rsaFault(parts.modulus, parts.exponent);
    case 'ec': {
      const curve = curveNamed(parts.curve);
      if (curve === null) return 'curve';
      return isPointOf(curve, parts.point) ? null : 'point';
    }
    case 'other':
      return 'kind';
  }
}

function rsaFault(modulus: bigint, exponent: bigint): KeyFault | null {
  const bits = modulus.toString(2).length;
  if (bits < smallestModulusBits || bits > largestModulusBits) return 'size';
  if (exponent < smallestExponent || exponent >= exponentLimit || exponent % 2n === 0n) return 'exponent';
  if (smallFactor(modulus) !== null) return 'factor';
  if (hasRocaShape(modulus)) return 'roca';
  if (hasClosePrimes(modulus)) return 'closePrimes';
  return isPrime(modulus) ? 'factor' : null;
}

/** Was a key seen before? Asked with its `keyFingerprint`; where is the business of whoever keeps the books. */
export type KeyLookup = (fingerprint: string) => Promise<boolean>;

/** As `keyFault`, and whether the key was seen before. */
export async function newKeyFault(publicKey: Uint8Array, isKnown: KeyLookup): Promise<KeyFault | null> {
  const fault = keyFault(publicKey);
  if (fault !== null) return fault;
  return (await isKnown(keyFingerprint(publicKey))) ? 'reused' : null;
}
