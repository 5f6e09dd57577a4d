/** What a sound RSA modulus is not: tests that need no private key. docs/release-check.md names the source of each. */
import { checkPrimeSync } from 'node:crypto';

/** Primes below 2^16: SP 800-89 §5.3.3 asks for those below 752. */
const smallPrimes = primesBelow(1 << 16);

function primesBelow(limit: number): readonly number[] {
  const isComposite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let candidate = 2; candidate < limit; candidate++) {
    if (isComposite[candidate] === 1) continue;
    primes.push(candidate);
    for (let multiple = candidate * candidate; multiple < limit; multiple += candidate) isComposite[multiple] = 1;
  }
  return primes;
}

/** Primes multiplied while the product is smaller than 2^53, so that one division of the modulus serves for several of them. */
const products: readonly (readonly [product: number, primes: readonly number[]])[] = productsOf(smallPrimes);

function productsOf(primes: readonly number[]): readonly (readonly [number, readonly number[]])[] {
  const groups: { product: number; primes: number[] }[] = [];
  for (const prime of primes) {
    const last = groups.at(-1);
    if (last !== undefined && last.product * prime <= Number.MAX_SAFE_INTEGER) {
      last.product *= prime;
      last.primes.push(prime);
    } else {
      groups.push({ product: prime, primes: [prime] });
    }
  }
  return groups.map((group) => [group.product, group.primes]);
}

/** @returns the smallest prime factor below 2^16; null: there is none */
export function smallFactor(modulus: bigint): number | null {
  for (const [product, primes] of products) {
    const rest = Number(modulus % BigInt(product));
    const factor = primes.find((prime) => rest % prime === 0);
    if (factor !== undefined) return factor;
  }
  return null;
}

/** A prime is no product of two (SP 800-89 §5.3.3). */
export function isPrime(modulus: bigint): boolean {
  return checkPrimeSync(modulus);
}

/** Steps of Fermat's method that are tried: as many as CVE-2022-26320 and the CA/Browser Forum's baseline (§6.1.1.3) call for. */
const fermatSteps = 100;

/** Are its two primes so close together that Fermat's method finds them within 100 steps? A square counts too. */
export function hasClosePrimes(modulus: bigint): boolean {
  let a = squareRoot(modulus);
  if (a * a < modulus) a += 1n;
  for (let step = 0; step < fermatSteps; step++, a += 1n) {
    const square = a * a - modulus;
    // A square is 0, 1, 4 or 9 modulo 16.
    const nibble = square & 15n;
    if (nibble !== 0n && nibble !== 1n && nibble !== 4n && nibble !== 9n) continue;
    const b = squareRoot(square);
    if (b * b === square) return true;
  }
  return false;
}

/** The largest integer whose square is not larger (Newton's method). */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

const rocaGenerator = 65537;

/**
 * CVE-2017-15361: the library's primes are k·M + (65537^a mod M), M the product of the first primes. So the modulus is a power of 65537
 * modulo each small prime. The primes up to 167 divide M for every size of key. These are the remainders that such a modulus can have.
 */
const rocaRemainders: readonly (readonly [prime: number, powers: ReadonlySet<number>])[] = smallPrimes
  .filter((prime) => prime <= 167)
  .map((prime) => [prime, powersModulo(prime)] as const)
  .filter(([prime, powers]) => powers.size < prime);

function powersModulo(prime: number): ReadonlySet<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * rocaGenerator) % prime) powers.add(power);
  return powers;
}

/** Has the modulus the shape of CVE-2017-15361 (ROCA)? A sound one has it in one of 2^27 cases. */
export function hasRocaShape(modulus: bigint): boolean {
  return rocaRemainders.every(([prime, powers]) => powers.has(Number(modulus % BigInt(prime))));
}
