/** The release check at the reference RA: keys that it does not certify. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign, type webcrypto } from 'node:crypto';
import t from 'tap';
import { createCertificationRequest } from '../../../base/pki/certificationRequest.js';
import type { Signer } from '../../../base/pki/keys.js';
import { softKey } from '../../unit/sync/openssl.js';
import { refusalOf, SoftCard } from './card.js';
import { startRa } from './ra.js';

const { ra } = await startRa();

function signerOf(privateKey: ReturnType<typeof createPrivateKey>, publicKey: Uint8Array): Signer {
  return { publicKey, sign: (data) => Promise.resolve(new Uint8Array(sign('sha256', data, privateKey))) };
}

/** A key with this exponent. */
function rsaKey(publicExponent: number, modulusLength = 2048): Signer {
  const pair = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  return signerOf(pair.privateKey, new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })));
}

const request = async (use: 'sign' | 'encrypt', key: Signer) => ({
  use,
  request: await createCertificationRequest([{ type: 'CN', value: 'x' }], key),
});

await t.test('B2: weak keys are not certified', async (t) => {
  const order = await ra.openOrder('R-0001', new SoftCard(), randomUUID());
  const good = softKey('rsa');
  for (const [name, key] of [
    ['e = 3', rsaKey(3)],
    ['e = 17', rsaKey(17)],
    ['1024 bits', rsaKey(65537, 1024)],
  ] as const) {
    const requests = [await request('sign', key), await request('encrypt', good)];
    t.equal(await refusalOf(ra.requestCertificates(order.id, requests, randomUUID())), 'badRequest', name);
  }
});

await t.test('B2: the same modulus with another exponent is the same key', async (t) => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const first = signerOf(pair.privateKey, new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })));
  const again = withExponent(pair.privateKey.export({ format: 'jwk' }), 65539n);
  const card = new SoftCard();
  const order = await ra.openOrder('R-0002', card, randomUUID());
  const both = [await request('sign', first), await request('encrypt', again)];
  t.equal(await refusalOf(ra.requestCertificates(order.id, both, randomUUID())), 'publicKeyReused', 'at once');
  const other = [await request('sign', first), await request('encrypt', softKey('rsa'))];
  t.equal(await refusalOf(ra.requestCertificates(order.id, other, randomUUID())), 'none');
  const next = await ra.openOrder('R-0003', new SoftCard(), randomUUID());
  const later = [await request('sign', again), await request('encrypt', softKey('rsa'))];
  t.equal(await refusalOf(ra.requestCertificates(next.id, later, randomUUID())), 'publicKeyReused', 'later');
});

/** The same primes with another pair of exponents. */
function withExponent(jwk: webcrypto.JsonWebKey, exponent: bigint): Signer {
  const number = (text = ''): bigint => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
  const text = (value: bigint): string => {
    const hex = value.toString(16);
    return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
  };
  const [p, q] = [number(jwk.p), number(jwk.q)];
  const phi = (p - 1n) * (q - 1n);
  let [remainder, rest, factor, nextFactor] = [phi, exponent, 0n, 1n];
  while (rest !== 0n) {
    const quotient = remainder / rest;
    [remainder, rest] = [rest, remainder - quotient * rest];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  if (remainder !== 1n) throw new Error('the exponent does not fit: run it again');
  const d = ((factor % phi) + phi) % phi;
  const members = { e: text(exponent), d: text(d), dp: text(d % (p - 1n)), dq: text(d % (q - 1n)) };
  const privateKey = createPrivateKey({ format: 'jwk', key: { ...jwk, ...members } });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return signerOf(privateKey, new Uint8Array(publicKey));
}
