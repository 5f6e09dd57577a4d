/** The driver of OpenPGP cards: a whole personalisation, a renewal, refusals, and a card that is pulled at any APDU. */
import { constants, createPublicKey, publicEncrypt, verify } from 'node:crypto';
import t, { type Test } from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import type { CardDriver, KeyPlace } from '../../../card/drivers/driver.js';
import { openCard } from '../../../card/drivers/registry.js';
import {
  CardFullError,
  CardRefusedError,
  PinBlockedError,
  PinRuleError,
  PukBlockedError,
  WrongPinError,
  WrongPukError,
} from '../../../card/errors.js';
import { factoryState, smartPgp } from '../../virtual/openPgp/openPgpState.js';
import type { VirtualCard } from '../../virtual/virtualCard.js';
import { connectionTo, secret } from './support/cards.js';
import { certificateFor } from './support/certificates.js';
import { makePair } from './support/pairs.js';
import {
  blankOpenPgp,
  blankOpenPgpStore,
  openPgpPin as pin,
  openPgpPuk as puk,
  prepareOpenPgp,
} from './support/openPgpCards.js';
import { pulledEverywhere } from './support/pulls.js';

const otherPin = '850261';
const otherPuk = 'Zy9Xw8Vu7Ts6';
/** Of a preparation with two pairs, each signing twice, its certificate read back. */
const personalisationApdus = 70;
const select = '00A4040006D27600012401';

const reopened = (card: VirtualCard): Promise<CardDriver> => openCard(connectionTo(card));

async function raw(card: VirtualCard, ...commands: readonly string[]): Promise<string> {
  let answer = '';
  for (const command of commands) answer = toHex(await card.execute(fromHex(command)));
  return answer;
}

async function deciphers(t: Test, driver: CardDriver, place: KeyPlace, publicKeyInfo: Uint8Array): Promise<void> {
  const key = createPublicKey({ key: Buffer.from(publicKeyInfo), type: 'spki', format: 'der' });
  const cryptogram = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('to the card'));
  const plain = await driver.decipher('encrypt', place, cryptogram);
  t.equal(
    plain.use((bytes) => Buffer.from(bytes).toString()),
    'to the card',
  );
  plain.dispose();
}

void t.test('a whole personalisation', async (t) => {
  const { card, driver } = await blankOpenPgp();
  t.equal(driver.identity.family, 'openpgp');
  t.match(driver.identity, { serial: /^4F5047AFAF[0-9A-F]{8}$/, unique: 'applet', serialFrom: 'AID' });
  t.equal(await driver.lifeCycle(), 'blank');
  t.same(await driver.pinStatus(1), { reference: 1, pukSet: false, pinSet: false, triesLeft: null, maxTries: 3 });
  t.equal(await driver.pukTries?.(1), null);
  await prepareOpenPgp(driver);
  t.equal(await driver.lifeCycle(), 'prepared');
  t.same(await driver.pinStatus(1), { reference: 1, pukSet: true, pinSet: true, triesLeft: 3, maxTries: 3 });
  t.same(await driver.pukTries?.(1), { reference: 1, left: 3, max: 3 });
  await driver.verifyPin(1, secret(pin));
  for (const use of ['sign', 'encrypt'] as const) {
    t.equal(await driver.readPublicKey(use, 'a'), null);
    const publicKeyInfo = await makePair(driver, use, 'a');
    t.same(await driver.readPublicKey(use, 'a'), publicKeyInfo);
    const key = createPublicKey({ key: Buffer.from(publicKeyInfo), type: 'spki', format: 'der' });
    for (const data of [Buffer.from('a request'), Buffer.from('a challenge')]) {
      t.ok(verify('sha256', data, key, await driver.sign(use, 'a', data)), `${use}: OpenSSL accepts the signature`);
    }
    const certificate = certificateFor(publicKeyInfo, 300);
    await driver.writeCertificate(use, 'a', certificate);
    t.same(await driver.readCertificate(use, 'a'), certificate);
    await t.rejects(driver.writeCertificate(use, 'a', certificateFor(publicKeyInfo, 2000)), CardFullError);
    if (use === 'encrypt') await deciphers(t, driver, 'a', publicKeyInfo);
  }
  const again = await reopened(card);
  t.same(again.identity, driver.identity);
  const reading = await again.read();
  t.equal(reading.lifeCycle, 'issued');
  t.strictSame(
    reading.certificates.map(({ use, place }) => `${use} ${place}`),
    ['sign a', 'encrypt a'],
  );
});

void t.test('APDUs: of a personalisation, and of reading an issued card', async (t) => {
  const { card, driver } = await blankOpenPgp();
  await prepareOpenPgp(driver);
  await driver.verifyPin(1, secret(pin));
  for (const use of ['sign', 'encrypt'] as const) {
    await makePair(driver, use, 'a');
    await driver.sign(use, 'a', Buffer.from('a request'));
    await driver.readCertificate(use, 'a');
    await driver.sign(use, 'a', Buffer.from('a challenge'));
  }
  const { apdus } = card.statistics();
  t.ok(apdus <= personalisationApdus, `${apdus} APDUs, at most ${personalisationApdus}`);
  await (await reopened(card)).read();
  const reading = card.statistics().apdus - apdus;
  t.ok(reading <= 22, `${reading} APDUs to read it`);
});

void t.test('PW3 is no longer the factory’s, and PW1 alone opens the drawn one', async (t) => {
  const { card, driver } = await blankOpenPgp();
  await prepareOpenPgp(driver);
  t.match(await raw(card, select, '00CA010200'), /^.{32}029000$/, 'it no longer lies where everybody reads');
  t.equal(await raw(card, '00CA010300'), '6982');
  t.equal(await raw(card, '00200083083132333435363738'), '6982');
  t.equal(await raw(card, '0020008206313233343536'), '6982');
  const again = await reopened(card);
  await t.rejects(again.generateKey('sign', 'a', 'rsa2048'), new CardRefusedError('GET DATA', 0x6982));
  await again.verifyPin(1, secret(pin));
  await again.generateKey('sign', 'a', 'rsa2048');
  t.equal(await again.lifeCycle(), 'incomplete', 'a key without a certificate');
});

void t.test('a renewal of the encryption pair lies beside; one for signatures does not', async (t) => {
  const { card, driver } = await blankOpenPgp();
  await prepareOpenPgp(driver);
  await driver.verifyPin(1, secret(pin));
  await makePair(driver, 'sign', 'a');
  const first = await makePair(driver, 'encrypt', 'a');
  for (const use of ['sign', 'encrypt'] as const) {
    const refused = new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', 0x6985);
    await t.rejects(driver.generateKey(use, 'a', 'rsa2048'), refused, 'the current pair is not replaced');
  }
  await t.rejects(driver.generateKey('sign', 'b', 'rsa2048'), CardRefusedError);
  const second = await makePair(driver, 'encrypt', 'b');
  const again = await reopened(card);
  t.equal(await again.currentPlace('encrypt'), 'b');
  await again.verifyPin(1, secret(pin));
  await deciphers(t, again, 'a', first);
  await deciphers(t, again, 'b', second);
  const key = createPublicKey({ key: Buffer.from(second), type: 'spki', format: 'der' });
  t.ok(verify('sha256', Buffer.from('x'), key, await again.sign('encrypt', 'b', Buffer.from('x'))));
  await makePair(again, 'encrypt', 'a');
  t.equal(await again.currentPlace('encrypt'), 'a');
});

void t.test('PIN and resetting code', async (t) => {
  const { card, driver } = await blankOpenPgp();
  await t.rejects(driver.setInitialPin(1, secret(pin)), CardRefusedError, 'there is no resetting code');
  await prepareOpenPgp(driver);
  await t.rejects(driver.setPuk(1, secret(puk)), CardRefusedError);
  await t.rejects(driver.setInitialPin(1, secret(otherPin)), CardRefusedError);
  await t.rejects(driver.verifyPin(1, secret('999999')), new WrongPinError(1, 2));
  await t.rejects(driver.changePin(1, secret(`${pin}1234`), secret(otherPin)), new WrongPinError(1, 1), 'a longer one');
  await driver.changePin(1, secret(pin), secret(otherPin));
  await driver.verifyPin(1, secret(otherPin));
  t.equal((await driver.pinStatus(1)).triesLeft, 3);
  card.presetTries(1, 1);
  const again = await reopened(card);
  await t.rejects(again.verifyPin(1, secret('999999')), new PinBlockedError(1));
  await t.rejects(again.verifyPin(1, secret(otherPin)), new PinBlockedError(1));
  t.equal((await again.pinStatus(1)).triesLeft, 0);
  await t.rejects(again.resetRetryCounter(1, secret(otherPuk), secret(pin)), new WrongPukError(1, 2));
  await again.resetRetryCounter(1, secret(puk), secret(pin));
  await again.verifyPin(1, secret(pin));
  card.presetTries(1, 1, 'puk');
  const last = await reopened(card);
  await t.rejects(last.resetRetryCounter(1, secret(otherPuk), secret(pin)), new PukBlockedError(1));
  t.same(await last.pukTries?.(1), { reference: 1, left: 0, max: 3 });
  t.equal((await last.pinStatus(1)).pukSet, true);
});

void t.test('what breaks a rule costs no APDU', async (t) => {
  const { card, driver } = await blankOpenPgp();
  const before = card.statistics().apdus;
  for (const text of ['12345', '密碼密碼', '12345678901234567']) {
    await t.rejects(driver.verifyPin(1, secret(text)), PinRuleError);
    await t.rejects(driver.changePin(1, secret(pin), secret(text)), PinRuleError);
    await t.rejects(driver.setInitialPin(1, secret(text)), PinRuleError);
    await t.rejects(driver.resetRetryCounter(1, secret(puk), secret(text)), PinRuleError);
  }
  await t.rejects(driver.changePin(1, secret(pin), secret('123456')), CardRefusedError, 'the factory’s');
  await t.rejects(driver.setPuk(1, secret('1234567')), PinRuleError);
  await t.rejects(driver.verifyPin(2, secret(pin)), RangeError);
  t.equal(card.statistics().apdus, before);
});

void t.test('a card of somebody else, and one without MANAGE SECURITY ENVIRONMENT', async (t) => {
  const { card } = await blankOpenPgp();
  await raw(card, select, '00200083083132333435363738', '00DA00D3087265736574636F64');
  t.equal(await (await reopened(card)).lifeCycle(), 'foreign', 'a resetting code');
  const store = blankOpenPgpStore();
  const state = store.load();
  if (state === null) throw new Error('a new card saved nothing');
  store.save({ ...state, openPgp: factoryState(smartPgp) });
  const { driver } = await blankOpenPgp(store);
  t.match(driver.identity, { unique: 'chip', serialFrom: 'CPLC' }, 'an application that nobody numbered');
  t.strictSame(
    driver.capabilities.keySlots.flatMap(({ uses }) => uses),
    ['sign'],
  );
  await prepareOpenPgp(driver);
  await driver.verifyPin(1, secret(pin));
  await makePair(driver, 'sign', 'a');
});

void t.test('a card pulled at any APDU of its preparation can be finished', async (t) => {
  await pulledEverywhere(blankOpenPgpStore(), prepareOpenPgp, async (driver, at) => {
    t.not(await driver.lifeCycle(), 'foreign', `after APDU ${at}`);
    await prepareOpenPgp(driver);
    t.equal(await driver.lifeCycle(), 'prepared', `finished after APDU ${at}`);
    t.equal((await driver.pinStatus(1)).triesLeft, 3);
    await driver.verifyPin(1, secret(pin));
    await driver.generateKey('sign', 'a', 'rsa2048');
  });
});

t.end();
