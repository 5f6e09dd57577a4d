/**
 * RSA keys for tests with thousands of cards, where the search for primes would take most of the time. Each key uses another pair out of
 * one set of primes. No two keys are equal, but keys that share a prime can be factored.
 */
import { createPrivateKey, createPublicKey, generatePrime } from 'node:crypto';
import { publicKeyObject, type GeneratedKey } from './isoApplet/keys.js';

const exponent = 0x10001n;
const primes: bigint[] = [];
/** The next pair: `primes[low]` with `primes[high]`, low < high. */
let low = 0;
let high = 0;
let last: Promise<unknown> = Promise.resolve();

/** A key that differs from all earlier ones of this process. */
export function quickRsa2048(): Promise<GeneratedKey> {
  const key = last.then(nextPair).then(([p, q]) => keyOf(p, q));
  last = key.catch(() => undefined);
  return key;
}

async function nextPair(): Promise<readonly [bigint, bigint]> {
  if (low === high) {
    low = 0;
    high += 1;
    while (primes.length <= high) primes.push(await suitablePrime());
  }
  const [p, q] = [primes[high], primes[low++]];
  if (p === undefined || q === undefined) throw new Error('a prime is missing');
  return p > q ? [p, q] : [q, p];
}

function randomPrime(): Promise<bigint> {
  return new Promise((resolve, reject) => {
    generatePrime(1024, { bigint: true }, (error, value) => (error ? reject(error) : resolve(value)));
  });
}

/** A prime with its two upper bits set, so that every product has 2048 bits, and with p − 1 not divisible by e (FIPS 186-5 §A.1.3). */
async function suitablePrime(): Promise<bigint> {
  for (;;) {
    const candidate = await randomPrime();
    if (candidate >> 1022n === 3n && (candidate - 1n) % exponent !== 0n && !primes.includes(candidate))
      return candidate;
  }
}

/** The key pair of two primes (RFC 8017 §3.2). */
function keyOf(p: bigint, q: bigint): GeneratedKey {
  const d = inverse(exponent, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const members = Object.entries(numbers).map(([name, value]) => [name, base64Url(value)] as const);
  const privateKey = createPrivateKey({ format: 'jwk', key: { kty: 'RSA', ...Object.fromEntries(members) } });
  return { privateKey, publicKey: publicKeyObject(createPublicKey(privateKey)) };
}

/** The inverse of `a` modulo `m`, by Euclid's algorithm. */
function inverse(a: bigint, m: bigint): bigint {
  let [remainder, next] = [m, a % m];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0n ? factor + m : factor;
}

function base64Url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
