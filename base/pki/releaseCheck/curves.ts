/** The named curves of keys that are released, and whether a point is on one (SP 800-186 §3.2.1; SP 800-56A §5.6.2.3.3). */
import { bigIntOf } from '../derReader.js';

interface Curve {
  readonly bits: number;
  /** y² = x³ − 3x + b modulo p; the cofactor of each is 1, so that every point but infinity has the full order. */
  readonly p: bigint;
  readonly b: bigint;
}

const curves: ReadonlyMap<string, Curve> = new Map([
  [
    '1.2.840.10045.3.1.7',
    {
      bits: 256,
      p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    },
  ],
  [
    '1.3.132.0.34',
    {
      bits: 384,
      p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    },
  ],
  [
    '1.3.132.0.35',
    {
      bits: 521,
      p: 2n ** 521n - 1n,
      b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    },
  ],
]);

/** @param curve OID; null: none was named */
export function curveNamed(curve: string | null): Curve | null {
  return (curve === null ? undefined : curves.get(curve)) ?? null;
}

/** Is it an uncompressed point of the curve, with both coordinates in the field, and not infinity? @param point SEC 1 §2.3.3 */
export function isPointOf({ bits, p, b }: Curve, point: Uint8Array): boolean {
  const size = Math.ceil(bits / 8);
  if (point[0] !== 4 || point.length !== 1 + 2 * size) return false;
  const x = bigIntOf(point.subarray(1, 1 + size));
  const y = bigIntOf(point.subarray(1 + size));
  return x < p && y < p && (y * y - (x * x * x - 3n * x + b)) % p === 0n;
}
