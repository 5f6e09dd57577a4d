/** The release check of public keys: published test vectors of CVE-2017-15361, and keys made weak on purpose. */
import { createPublicKey, generateKeyPairSync, generatePrimeSync } from 'node:crypto';
import t from 'tap';
import { keyFault, newKeyFault } from '../../../base/pki/releaseCheck/keyCheck.js';
import { keyFingerprint } from '../../../base/pki/releaseCheck/publicKeyParts.js';
import { hasClosePrimes, hasRocaShape, smallFactor } from '../../../base/pki/releaseCheck/rsaModulus.js';

const spkiOf = (key: { export(options: { format: 'der'; type: 'spki' }): Buffer }): Uint8Array =>
  new Uint8Array(key.export({ format: 'der', type: 'spki' }));

function derLength(length: number): number[] {
  return length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const element = (tag: number, ...content: readonly (readonly number[])[]): number[] => {
  const bytes = content.flat();
  return [tag, ...derLength(bytes.length), ...bytes];
};

function integer(value: bigint): number[] {
  const hex = value.toString(16);
  const bytes = [...Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')];
  return element(0x02, (bytes[0] ?? 0) > 0x7f ? [0, ...bytes] : bytes);
}

const rsaAlgorithm = element(0x30, [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1], [0x05, 0]);

/** OpenSSL would refuse to make some of these. */
function rsaKey(modulus: bigint, exponent = 65537n): Uint8Array {
  const key = element(0x30, integer(modulus), integer(exponent));
  return Uint8Array.from(element(0x30, rsaAlgorithm, element(0x03, [0], key)));
}

const p256Algorithm = [0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const ecKey = (point: readonly number[], algorithm = p256Algorithm): Uint8Array =>
  Uint8Array.from(element(0x30, element(0x30, algorithm), element(0x03, [0], point)));

function strongModulus(bits = 2048): bigint {
  const { n = '' } = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' });
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
}

/** With its two upper bits set. */
function prime(bits: number): bigint {
  for (;;) {
    const candidate = generatePrimeSync(bits, { bigint: true });
    if (candidate >> BigInt(bits - 2) === 3n) return candidate;
  }
}

function nextPrime(from: bigint): bigint {
  for (let candidate = from + (from % 2n === 0n ? 1n : 2n); ; candidate += 2n) {
    if (smallFactor(candidate) !== null) continue;
    const key = generatePrimeSync(32, { bigint: true });
    if (power(key, candidate - 1n, candidate) === 1n) return candidate;
  }
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base % modulus, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % modulus) {
    if (rest % 2n === 1n) result = (result * square) % modulus;
  }
  return result;
}

// The detector of the authors of the paper marks these (github.com/crocs-muni/roca, roca/tests): mod01, mod03, mod08, pubkey03.
const mod01 =
  0x944e13208a280c37efc31c3114485e590192adbb8e11c87cad60cdef0037ce99278330d3f471a2538fa667802ed2a3c44a8b7dea826e888d0aa341fd664f7fa7n;
const mod03 =
  0x9dcd7420e420c270a68060eb8b5aa7457a9f6648f86fafed2775cc1f79ae962f1e63f1b9e51c55f9ea6fdc7332e9b0058c9ff2eb1fc89855029cf6aafe21e689feb38ac9ffb12f1ce371bb5d0e9aae64161abce74b4244bf68f1edb4411f756a097c8929c14740245ea355f8332d1aa36bb50c7dcb4505da8de02e4e53d38f8df06097da7524df0df93db48eac8cc4af2d3a16257eb2b2adca6ba464e5974fa92550d31b1babf161e7692d00b86e3dd886ecab4abfbe1a8f8cc263ff4af55cdb45f4249a5193925f5e983d762f0b6800943eb0267b08f42ed311ce1f5c86eacbc8ce4d3cb7a2fee1ef5641423a1cf4114e5ecf50034a60a412523af9e6f4aa11n;
const mod08 =
  0x1db349e1f58f5d41f65aa5b0ffa6ae0cea80de6c170b2b4abf9c358d79494ca59cab008f5ee92759b91d497e2131701047f953935a163e91db5460c82566f4df0c05bca02a8576f7c4e916b274e2f307b56fc8a20ad452b1b54d3924726a3b2329da882c7b8e102379dfe7a8c6b01d62e7ff0fd58e1e9822f6e32b5b0486561fbn;
const pubkey03 = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEBqcWmh9uPsqMPgt/43aFU
wpHvJ7BLJeGFuKsgxMal9gSFn+We3lSgr3wOcoiACtcZO7cxpb8eEXDXocZpMNQe
o+sh3t97ivXUKpHDT3IEW5bv1XyxgjAd3MJpZ+VQjpq4iZhtV+g33+cPmfw3xJj0
PBfDubBkz3BEQ9egM+A6ghaXqr8w+ynufTOzdnllqJBY47OXVL06HAB9KKI7DPp5
+dcRrG5MS093sGNLHs1oWRrwPH1TtipfLZEWPU70+PJoMa5GHthexfeIxRI//BLI
dCD9z+odG0pSw1IYJPs5mDSHObYqmG2OdrIom8Lri8BtE4FHhRuDoHGD0hBVn5Bj
IQIDAQAB
-----END PUBLIC KEY-----`;

await t.test('sound keys pass', (t) => {
  for (const bits of [2048, 3072, 4096]) t.equal(keyFault(rsaKey(strongModulus(bits))), null, `RSA of ${bits} bits`);
  t.equal(keyFault(rsaKey(strongModulus(), 2n ** 256n - 1n)), null, 'the largest exponent');
  for (const namedCurve of ['P-256', 'P-384', 'P-521']) {
    t.equal(keyFault(spkiOf(generateKeyPairSync('ec', { namedCurve }).publicKey)), null, namedCurve);
  }
  t.end();
});

await t.test('sizes and exponents (FIPS 186-5 §5.1)', (t) => {
  t.equal(keyFault(rsaKey(strongModulus(1024))), 'size');
  t.equal(keyFault(rsaKey(prime(1024) * prime(1023))), 'size', 'one bit less than 2048');
  t.equal(keyFault(rsaKey(strongModulus(2048) << 2100n)), 'size', 'more than 4096');
  const modulus = strongModulus();
  for (const exponent of [0n, 1n, 2n, 3n, 17n, 65535n, 65536n, 65538n, 2n ** 256n, 2n ** 256n + 1n, modulus - 2n]) {
    t.equal(keyFault(rsaKey(modulus, exponent)), 'exponent', exponent.toString(16).slice(0, 20));
  }
  t.end();
});

await t.test('moduli that are no product of two large primes', (t) => {
  const modulus = strongModulus();
  t.equal(keyFault(rsaKey(modulus - 1n)), 'factor', 'even');
  for (const factor of [3n, 5n, 751n, 757n, 65521n]) {
    t.equal(keyFault(rsaKey(factor * prime(2048))), 'factor', String(factor));
  }
  t.equal(keyFault(rsaKey(prime(2048))), 'factor', 'a prime');
  const p = prime(1024);
  t.equal(keyFault(rsaKey(p * p)), 'closePrimes', 'a square');
  t.equal(keyFault(rsaKey(p * nextPrime(p))), 'closePrimes', 'neighbours');
  t.equal(keyFault(rsaKey(p * nextPrime(p + (1n << 510n)))), 'closePrimes', 'the upper half is the same');
  t.notOk(hasClosePrimes(p * nextPrime(p + (1n << 1000n))), 'far enough apart');
  t.end();
});

await t.test('CVE-2017-15361: published moduli, and keys of that shape made here', (t) => {
  const key03 = createPublicKey(pubkey03);
  const { n = '' } = key03.export({ format: 'jwk' });
  const published = [mod01, mod03, mod08, BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)];
  for (const [index, modulus] of published.entries()) t.ok(hasRocaShape(modulus), `published ${index + 1}`);
  t.equal(keyFault(rsaKey(mod03)), 'roca');
  t.equal(keyFault(spkiOf(key03)), 'roca');
  let primorial = 1n;
  for (let candidate = 2n, found = 0; found < 126; candidate++) {
    if (primorial % candidate === 0n || smallFactor(candidate) !== Number(candidate)) continue;
    primorial *= candidate;
    found++;
  }
  const rocaPrime = (a: bigint): bigint => {
    for (let k = (1n << 1023n) / primorial + a; ; k++) {
      const candidate = k * primorial + power(65537n, a, primorial);
      if (smallFactor(candidate) === null && power(3n, candidate - 1n, candidate) === 1n) return candidate;
    }
  };
  t.ok(hasRocaShape(rocaPrime(12_345n) * rocaPrime(987_654_321n)), 'as the paper says that they are made');
  for (let i = 0; i < 20; i++) t.notOk(hasRocaShape(prime(512) * prime(512)));
  t.end();
});

await t.test('points that are none, and curves that are not named', (t) => {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const [left, right] = [x, y].map((text) => [...Buffer.from(text, 'base64url')]);
  if (left === undefined || right === undefined) throw new Error('two coordinates');
  t.equal(keyFault(ecKey([4, ...left, ...right])), null);
  t.equal(keyFault(ecKey([4, ...left, ...right.with(31, (right[31] ?? 0) ^ 1)])), 'point', 'not on the curve');
  t.equal(keyFault(ecKey([0])), 'point', 'infinity');
  t.equal(keyFault(ecKey([4, ...new Array<number>(64).fill(0)])), 'point');
  t.equal(keyFault(ecKey([4, ...new Array<number>(64).fill(0xff)])), 'point', 'not in the field');
  t.equal(keyFault(ecKey([4, ...left])), 'point', 'half a point');
  const secp256k1 = spkiOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey);
  t.equal(keyFault(secp256k1), 'curve');
  t.equal(keyFault(ecKey([4, ...left, ...right], [...p256Algorithm.slice(0, 9), 0x05, 0])), 'curve', 'none named');
  t.equal(keyFault(spkiOf(generateKeyPairSync('ed25519').publicKey)), 'kind');
  t.end();
});

await t.test('what is not a public key, or is one in another writing', (t) => {
  const key = rsaKey(strongModulus());
  t.equal(keyFault(new Uint8Array()), 'unreadable');
  t.equal(keyFault(key.subarray(0, -1)), 'unreadable');
  t.equal(keyFault(Uint8Array.of(...key, 0)), 'unreadable', 'something behind it');
  const modulus = [0x02, ...derLength(256), ...new Array<number>(256).fill(0x81)];
  const negative = element(0x30, rsaAlgorithm, element(0x03, [0], element(0x30, modulus, integer(65537n))));
  t.equal(keyFault(Uint8Array.from(negative)), 'unreadable', 'a negative modulus');
  t.end();
});

await t.test('the same key twice, whatever its exponent or its sign', async (t) => {
  const modulus = strongModulus();
  const seen = new Set([keyFingerprint(rsaKey(modulus))]);
  const isKnown = (fingerprint: string): Promise<boolean> => Promise.resolve(seen.has(fingerprint));
  t.equal(await newKeyFault(rsaKey(modulus), isKnown), 'reused');
  t.equal(await newKeyFault(rsaKey(modulus, 65539n), isKnown), 'reused', 'another exponent');
  t.equal(await newKeyFault(rsaKey(strongModulus()), isKnown), null);
  t.equal(await newKeyFault(rsaKey(modulus, 3n), isKnown), 'exponent', 'weak comes first');
  const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const [left, right] = [x, y].map((text) => Buffer.from(text, 'base64url'));
  if (left === undefined || right === undefined) throw new Error('two coordinates');
  const negated = (p - BigInt(`0x${right.toString('hex')}`)).toString(16).padStart(64, '0');
  const mirrored = ecKey([4, ...left, ...Buffer.from(negated, 'hex')]);
  t.equal(keyFault(mirrored), null);
  t.equal(keyFingerprint(mirrored), keyFingerprint(ecKey([4, ...left, ...right])), 'the same private key');
});

await t.test('a key is looked at in a few milliseconds', (t) => {
  const key = rsaKey(strongModulus(4096));
  const begun = performance.now();
  for (let i = 0; i < 5; i++) keyFault(key);
  t.comment(`${((performance.now() - begun) / 5).toFixed(1)} ms`);
  t.end();
});
