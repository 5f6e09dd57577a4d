/** RSA keys out of few primes: whole keys, and never one twice. */
import { createPublicKey, sign, verify } from 'node:crypto';
import t from 'tap';
import { quickRsa2048 } from '../../virtual/quickKeys.js';

await t.test('seven keys', async (t) => {
  const keys = await Promise.all(Array.from({ length: 7 }, () => quickRsa2048()));
  const message = Buffer.from('message');
  for (const { privateKey } of keys) {
    t.equal(privateKey.asymmetricKeyDetails?.modulusLength, 2048);
    t.ok(verify('sha256', message, createPublicKey(privateKey), sign('sha256', message, privateKey)));
  }
  const spki = keys.map(({ privateKey }) => createPublicKey(privateKey).export({ format: 'der', type: 'spki' }));
  t.equal(new Set(spki.map((der) => der.toString('hex'))).size, keys.length);
});
