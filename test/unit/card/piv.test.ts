/** The driver of PIV cards: a whole personalisation, a renewal, refusals, and a card that is pulled at any APDU. */
import { constants, createPublicKey, publicEncrypt, verify } from 'node:crypto';
import t, { type Test } from 'tap';
import { equalBytes } from '../../../base/bytes.js';
import type { CardDriver, KeyPlace } from '../../../card/drivers/driver.js';
import {
  CardRefusedError,
  PinBlockedError,
  PinRuleError,
  PukBlockedError,
  WrongPinError,
  WrongPukError,
} from '../../../card/errors.js';
import { secret } from './support/cards.js';
import { certificateFor } from './support/certificates.js';
import { makePair } from './support/pairs.js';
import {
  blankPiv,
  blankPivStore,
  pivPin as pin,
  pivPuk as puk,
  preparePiv,
  raw,
  reopened,
} from './support/pivCards.js';
import { pulledEverywhere } from './support/pulls.js';

const otherPin = '850261';
const otherPuk = 'Zy9Xw8Vu';
/** Of a preparation with two pairs, each signing twice, its certificate read back. */
const apduBudget = 70;

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
  const { card, driver } = await blankPiv();
  t.equal(driver.identity.family, 'piv');
  t.match(driver.identity.serial, /^[0-9A-F]{20}$/);
  t.equal(await driver.lifeCycle(), 'blank');
  t.same(await driver.pinStatus(1), { reference: 1, pukSet: false, pinSet: false, triesLeft: null, maxTries: 5 });
  t.equal(await driver.pukTries?.(1), null);
  await preparePiv(driver);
  t.equal(await driver.lifeCycle(), 'prepared');
  t.same(await driver.pinStatus(1), { reference: 1, pukSet: true, pinSet: true, triesLeft: 5, maxTries: 5 });
  t.same(await driver.pukTries?.(1), { reference: 1, left: 3, max: 3 });
  await driver.verifyPin(1, secret(pin));
  for (const use of ['sign', 'encrypt'] as const) {
    t.equal(await driver.readPublicKey(use, 'a'), null);
    const publicKeyInfo = await makePair(driver, use, 'a');
    t.same(await driver.readPublicKey(use, 'a'), publicKeyInfo);
    const key = createPublicKey({ key: Buffer.from(publicKeyInfo), type: 'spki', format: 'der' });
    for (const data of [Buffer.from('a request'), Buffer.from('a challenge')]) {
      t.ok(verify('sha256', data, key, await driver.sign(use, 'a', data)), 'OpenSSL accepts the signature');
    }
    for (const padding of [900, 0]) {
      const certificate = certificateFor(publicKeyInfo, padding);
      await driver.writeCertificate(use, 'a', certificate);
      t.same(await driver.readCertificate(use, 'a'), certificate);
    }
    if (use === 'encrypt') await deciphers(t, driver, 'a', publicKeyInfo);
  }
  const again = await reopened(card);
  t.same(again.identity, driver.identity);
  t.equal(await again.lifeCycle(), 'issued');
  const reading = await again.read();
  t.same(
    reading.certificates.map(({ use, place }) => `${use} ${place}`),
    ['sign a', 'encrypt a'],
  );
});

void t.test('APDUs: of a personalisation, and of reading an issued card', async (t) => {
  const { card, driver } = await blankPiv();
  await preparePiv(driver);
  await driver.verifyPin(1, secret(pin));
  for (const use of ['sign', 'encrypt'] as const) {
    await makePair(driver, use, 'a');
    await driver.sign(use, 'a', Buffer.from('a request'));
    await driver.readCertificate(use, 'a');
    await driver.sign(use, 'a', Buffer.from('a challenge'));
  }
  const { apdus } = card.statistics();
  t.ok(apdus <= apduBudget, `${apdus} APDUs, at most ${apduBudget}`);
  await (await reopened(card)).read();
  const reading = card.statistics().apdus - apdus;
  t.ok(reading <= 24, `${reading} APDUs to read it`);
});

void t.test('a P-256 key signs', async (t) => {
  const { driver } = await blankPiv();
  await preparePiv(driver);
  await driver.verifyPin(1, secret(pin));
  const publicKeyInfo = await driver.generateKey('sign', 'a', 'p256');
  const key = createPublicKey({ key: Buffer.from(publicKeyInfo), type: 'spki', format: 'der' });
  const data = Buffer.from('a request');
  t.ok(verify('sha256', data, key, await driver.sign('sign', 'a', data)));
  for (const [use, algorithm] of [
    ['encrypt', 'p256'],
    ['sign', 'p384'],
  ] as const) {
    await t.rejects(
      driver.generateKey(use, 'a', algorithm),
      new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', 0x6a81),
    );
  }
});

void t.test('a renewal lies beside, and the earlier key still deciphers', async (t) => {
  const { card, driver } = await blankPiv();
  await preparePiv(driver);
  await driver.verifyPin(1, secret(pin));
  const first = await makePair(driver, 'encrypt', 'a');
  await t.rejects(
    driver.generateKey('encrypt', 'a', 'rsa2048'),
    new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', 0x6985),
    'the current pair is not replaced',
  );
  const second = await makePair(driver, 'encrypt', 'b');
  t.equal(await driver.currentPlace('encrypt'), 'b');
  const again = await reopened(card);
  t.equal(await again.currentPlace('encrypt'), 'b');
  await again.verifyPin(1, secret(pin));
  await deciphers(t, again, 'a', first);
  await deciphers(t, again, 'b', second);
  t.equal(await raw(card, '00CB3FFF055C035FC10C00'), '5308C10101C20100FE009000', 'the key history tells slot 82');
  await makePair(again, 'encrypt', 'a');
  t.equal(await again.currentPlace('encrypt'), 'a');
});

void t.test('PIN and PUK', async (t) => {
  const { card, driver } = await blankPiv();
  await t.rejects(driver.setInitialPin(1, secret(pin)), CardRefusedError, 'the PUK is the factory’s');
  await preparePiv(driver);
  await t.rejects(driver.setPuk(1, secret(puk)), CardRefusedError);
  await t.rejects(driver.setInitialPin(1, secret(otherPin)), CardRefusedError);
  t.equal((await driver.pukTries?.(1))?.left, 3, 'a second setPuk costs no try');
  await t.rejects(driver.verifyPin(1, secret('999999')), new WrongPinError(1, 4));
  t.equal((await driver.pinStatus(1)).triesLeft, 4);
  await driver.changePin(1, secret(pin), secret(otherPin));
  await driver.verifyPin(1, secret(otherPin));
  t.equal((await driver.pinStatus(1)).triesLeft, 5, 'also while it is verified');
  card.presetTries(1, 1);
  const again = await reopened(card);
  await t.rejects(again.verifyPin(1, secret('999999')), new PinBlockedError(1));
  await t.rejects(again.verifyPin(1, secret(otherPin)), new PinBlockedError(1));
  t.equal((await again.pinStatus(1)).triesLeft, 0);
  await t.rejects(again.resetRetryCounter(1, secret(otherPuk), secret(pin)), new WrongPukError(1, 2));
  await again.resetRetryCounter(1, secret(puk), secret(pin));
  await again.verifyPin(1, secret(pin));
  await again.changePuk?.(1, secret(puk), secret(otherPuk));
  await t.rejects(again.resetRetryCounter(1, secret(puk), secret(pin)), new WrongPukError(1, 2));
  card.presetTries(1, 1, 'puk');
  const last = await reopened(card);
  await t.rejects(last.resetRetryCounter(1, secret(puk), secret(pin)), new PukBlockedError(1));
  await t.rejects(last.resetRetryCounter(1, secret(otherPuk), secret(pin)), new PukBlockedError(1));
  t.same(await last.pukTries?.(1), { reference: 1, left: 0, max: 3 });
});

void t.test('what breaks a rule costs no APDU', async (t) => {
  const { card, driver } = await blankPiv();
  const before = card.statistics().apdus;
  for (const text of ['12345', '123456789', '74a193', '密碼']) {
    await t.rejects(driver.verifyPin(1, secret(text)), PinRuleError);
    await t.rejects(driver.changePin(1, secret(pin), secret(text)), PinRuleError);
    await t.rejects(driver.setInitialPin(1, secret(text)), PinRuleError);
    await t.rejects(driver.resetRetryCounter(1, secret(puk), secret(text)), PinRuleError);
  }
  await t.rejects(driver.setPuk(1, secret('1234567')), PinRuleError);
  await t.rejects(driver.verifyPin(2, secret(pin)), RangeError);
  t.equal(card.statistics().apdus, before);
});

void t.test('the management key is the PIN’s afterwards', async (t) => {
  const { card, driver } = await blankPiv();
  await preparePiv(driver);
  const again = await reopened(card);
  await t.rejects(again.generateKey('sign', 'a', 'rsa2048'), new CardRefusedError('GET DATA', 0x6982));
  t.equal(await raw(card, '00F7009B00'), '010103050100020201010301009000', 'not the factory’s');
  await again.verifyPin(1, secret(pin));
  await again.generateKey('sign', 'a', 'rsa2048');
  t.equal(await again.lifeCycle(), 'incomplete', 'a key without a certificate');
});

void t.test('a card pulled at any APDU of its preparation can be finished', async (t) => {
  await pulledEverywhere(blankPivStore(), preparePiv, async (driver, at) => {
    t.not(await driver.lifeCycle(), 'foreign', `after APDU ${at}`);
    await preparePiv(driver);
    t.equal(await driver.lifeCycle(), 'prepared', `finished after APDU ${at}`);
    await driver.verifyPin(1, secret(pin));
    await driver.generateKey('sign', 'a', 'p256');
  });
});

void t.test('a card pulled at any APDU of a renewal has the earlier pair or the new one', async (t) => {
  const store = blankPivStore();
  const { driver: first } = await blankPiv(store);
  await preparePiv(first);
  await first.verifyPin(1, secret(pin));
  await makePair(first, 'encrypt', 'a');
  const second = await first.generateKey('encrypt', 'b', 'rsa2048');
  const certificate = certificateFor(second, 0);
  const earlier = await first.readCertificate('encrypt', 'a');
  const renew = async (driver: CardDriver): Promise<void> => {
    await driver.verifyPin(1, secret(pin));
    await driver.writeKeyObjects('encrypt', 'b', second);
    await driver.writeCertificate('encrypt', 'b', certificate);
    await driver.makeCurrent('encrypt', 'b');
  };
  await pulledEverywhere(store, renew, async (driver, at) => {
    const found = await driver.readCertificate('encrypt', 'b');
    t.ok(found === null || equalBytes(found, certificate), `certificate after APDU ${at}`);
    t.same(await driver.readCertificate('encrypt', 'a'), earlier);
    await renew(driver);
    t.equal(await driver.currentPlace('encrypt'), 'b', `finished after APDU ${at}`);
  });
});
