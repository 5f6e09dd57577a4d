/** Keys: what the card makes and signs is judged by OpenSSL through node:crypto. */
import {
  constants,
  createHash,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  verify,
  type KeyObject,
} from 'node:crypto';
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { findValue, parseDataObjects } from '../../virtual/tlv.js';
import { CardPowerLostError } from '../../virtual/virtualCard.js';
import { CardBench, selectFirst, verifyPin } from './bench.js';

const p256Domain =
  '8120FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF' +
  '8220FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC' +
  '83205AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B' +
  '8441046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296' +
  '4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5' +
  '8520FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551' +
  '87020001';
const generateP256 = `00460000CF${p256Domain}00`;
const sha256Prefix = '3031300D060960864801650304020105000420';

async function withPin(): Promise<CardBench> {
  const bench = new CardBench();
  await bench.initialise();
  await bench.send(verifyPin);
  return bench;
}

function publicKeyObjects(response: string): readonly { tag: number; value: Uint8Array }[] {
  // 7F49 82 xxxx
  return parseDataObjects(fromHex(response).subarray(5)) ?? [];
}

function base64url(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) throw new Error('a part of the public key is missing');
  return Buffer.from(bytes).toString('base64url');
}

/** From the answers to GENERATE ASYMMETRIC KEY PAIR and GET RESPONSE. */
function rsaPublicKey(first: string, rest: string): KeyObject {
  const objects = publicKeyObjects(first.slice(0, -4) + rest.slice(0, -4));
  const [n, e] = [base64url(findValue(objects, 0x81)), base64url(findValue(objects, 0x82))];
  return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
}

void t.test('RSA-2048: generate, sign, decipher', async (t) => {
  const bench = await withPin();
  await bench.send('00224100068001F3840100');
  const first = await bench.send('0046420000');
  t.equal(first.slice(0, 18), '7F4982010981820100');
  t.equal(first.slice(-4), '610E');
  t.equal(await bench.send('00B0000001'), '6900', 'nothing else while a response waits');
  t.equal(await bench.send('00C0000000'), '6C0E');
  const rest = await bench.send('00C000000E');
  t.equal(rest.slice(-4), '9000');
  t.equal(await bench.send('00C000000E'), '6985', 'nothing is left');
  const publicKey = rsaPublicKey(first, rest);

  const message = randomBytes(100);
  const digestInfo = sha256Prefix + toHex(createHash('sha256').update(message).digest());
  t.equal(await bench.send('002241B606800111840100'), '9000');
  t.equal(await bench.send(`002A9E9A33${digestInfo}10`), '6C00', 'Le is too small for a signature');
  const signature = await bench.send(`002A9E9A33${digestInfo}00`);
  t.ok(verify('sha256', message, publicKey, fromHex(signature.slice(0, -4))));

  const plain = randomBytes(32);
  const cryptogram = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, plain);
  t.equal(await bench.send('002241B806800111840100'), '9000');
  const parts = `00${toHex(cryptogram)}`;
  t.equal(await bench.send(`102A8086FF${parts.slice(0, 510)}`), '9000');
  t.equal(await bench.send(`002A808602${parts.slice(510)}00`), `${toHex(plain)}9000`);
  await bench.send(`102A8086FF00${'11'.repeat(254)}`);
  t.equal(await bench.send('002A808602111100'), '6A80', 'bad padding');
  t.equal(await bench.send('002A80860200AA00'), '6700', 'not 256 bytes');
  t.equal(await bench.send('002A80860201AA00'), '6A80', 'padding indicator');
});

void t.test('P-256: generate and sign', async (t) => {
  const bench = await withPin();
  t.equal(await bench.send('00224100068001EC840103'), '9000');
  const first = await bench.send(generateP256);
  t.equal(first.slice(0, 10), '7F49820112');
  t.equal(first.slice(-4), '6117');
  const objects = publicKeyObjects(first.slice(0, -4) + (await bench.send('00C0000017')).slice(0, -4));
  const point = findValue(objects, 0x86);
  t.equal(point?.[0], 0x04);
  const key = { kty: 'EC', crv: 'P-256', x: base64url(point?.subarray(1, 33)), y: base64url(point?.subarray(33)) };
  const publicKey = createPublicKey({ key, format: 'jwk' });
  t.equal(await bench.send('002241B606800121840103'), '9000');
  const message = randomBytes(300);
  t.equal(await bench.send(`102A9E9AC8${toHex(message.subarray(0, 200))}`), '9000', 'a message in two parts');
  const signature = await bench.send(`002A9E9A64${toHex(message.subarray(200))}00`);
  t.ok(verify('sha1', message, publicKey, fromHex(signature.slice(0, -4))));
  t.equal(await bench.send('002241B606800111840103'), '6984', 'not an RSA key');
});

void t.test('what is refused', async (t) => {
  const bench = new CardBench();
  await bench.send(selectFirst);
  t.equal(await bench.send('00224100068001F3840100'), '6982', 'before a PIN is set too');
  await bench.initialise();
  for (const command of ['0046420000', '00C0000000', '002A9E9A0100', '00DB3FFF0100']) {
    t.equal(await bench.send(command), '6982', command);
  }
  await bench.send(verifyPin);
  t.equal(await bench.send('0046420000'), '6985', 'no algorithm');
  t.equal(await bench.send('00224100068001F3840110'), '6984', 'sixteen keys, from 0');
  t.equal(await bench.send('0022410006800155840100'), '6A81');
  t.equal(await bench.send('00228100068001F3840100'), '6A81');
  t.equal(await bench.send('002241000480018401'), '6984');
  t.equal(await bench.send('002241B606800111840105'), '6F00', 'no such key');
  t.equal(await bench.send('00DB3FFF0100'), '6900', 'no import of private keys');
  await bench.send('00224100068001F3840100');
  t.equal(await bench.send('0046000000'), '6A86');
  await bench.send('00224100068001EC840100');
  t.equal(await bench.send(generateP256.replace('FC8320', 'FB8320')), '6984', 'another curve');
  t.equal(await bench.send('00460000038101FF00'), '6A81', 'another field');
});

void t.test('power lost during key generation leaves the old key', async (t) => {
  const bench = await withPin();
  await bench.send('00224100068001F3840100');
  const before = rsaPublicKey(await bench.send('0046420000'), await bench.send('00C000000E'));
  const generating = bench.send('0046420000');
  bench.card.powerOff();
  await t.rejects(generating, CardPowerLostError);
  bench.card.reset();
  await bench.sendAll(selectFirst, verifyPin, '002241B606800111840100');
  const message = randomBytes(20);
  const digestInfo = sha256Prefix + toHex(createHash('sha256').update(message).digest());
  const signature = await bench.send(`002A9E9A33${digestInfo}00`);
  t.ok(verify('sha256', message, before, fromHex(signature.slice(0, -4))));
});

void t.test('GET CHALLENGE', async (t) => {
  const bench = await withPin();
  const [one, other] = [await bench.send('0084000010'), await bench.send('0084000010')];
  t.equal(one.length, 36);
  t.not(one, other);
  t.equal((await bench.send('0084000000')).length, 516);
  t.equal(await bench.send('0084000110'), '6A86', 'P2 is 00');
});
