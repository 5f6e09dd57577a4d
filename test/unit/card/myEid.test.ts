/** The driver of MyEID cards: a whole personalisation, its APDUs, PINs, renewal, refusals, and a card that is pulled at any APDU. */
import { constants, createPublicKey, publicEncrypt, verify } from 'node:crypto';
import t from 'tap';
import { pinOfKey } from '../../../card/drivers/capabilities.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
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
import { fromHex, toHex } from '../../../base/bytes.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { connectionTo, secret, uses } from './support/cards.js';
import { pulledEverywhere } from './support/pulls.js';
import { certificateFor } from './support/certificates.js';
import { blankMyEid, myEidPins as pins, myEidPuks as puks, prepareMyEid } from './support/myEidCards.js';

const wrong = '11223344';
/** Two APDUs to open, 42 to prepare, and for each key 12 with a certificate of three parts and one signature. */
const apduBudget = 75;

async function issue(driver: CardDriver, place: 'a' | 'b' = 'a'): Promise<void> {
  for (const use of uses) {
    const reference = pinOfKey(driver.capabilities, use);
    await driver.verifyPin(reference, secret(pins[reference]));
    const publicKeyInfo = await driver.generateKey(use, place, 'rsa2048');
    await driver.writeKeyObjects(use, place, publicKeyInfo);
    await driver.sign(use, place, Buffer.from('a request'));
    await driver.writeCertificate(use, place, certificateFor(publicKeyInfo, 0));
  }
}

void t.test('a whole personalisation', async (t) => {
  const { card, driver } = await blankMyEid();
  t.equal(driver.identity.family, 'myeid');
  t.match(driver.identity.serial, /^[0-9A-F]{20}$/);
  t.equal(await driver.lifeCycle(), 'blank');
  t.same(await driver.pinStatus(1), { reference: 1, pukSet: false, pinSet: false, triesLeft: null, maxTries: 3 });
  t.equal(await driver.pukTries?.(1), null);
  t.equal(await driver.isPerformed?.('finalise'), false);
  await prepareMyEid(driver);
  t.equal(await driver.isPerformed?.('finalise'), true);
  t.equal(await driver.lifeCycle(), 'prepared');
  t.same(await driver.pinStatus(2), { reference: 2, pukSet: true, pinSet: true, triesLeft: 3, maxTries: 3 });
  t.same(await driver.pukTries?.(2), { reference: 2, left: 10, max: 10 });
  for (const use of uses) {
    const reference = pinOfKey(driver.capabilities, use);
    await t.rejects(driver.generateKey(use, 'a', 'rsa2048'), CardRefusedError, 'not without its PIN');
    await driver.verifyPin(reference, secret(pins[reference]));
    t.equal(await driver.readPublicKey(use, 'a'), null);
    t.equal(await driver.readCertificate(use, 'a'), null);
    const publicKeyInfo = await driver.generateKey(use, 'a', 'rsa2048');
    await driver.writeKeyObjects(use, 'a', publicKeyInfo);
    t.same(await driver.readPublicKey(use, 'a'), publicKeyInfo);
    const key = createPublicKey({ key: Buffer.from(publicKeyInfo), type: 'spki', format: 'der' });
    const data = Buffer.from('a challenge');
    t.ok(verify('sha256', data, key, await driver.sign(use, 'a', data)), 'OpenSSL accepts the signature');
    const cryptogram = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('to the card'));
    const plain = await driver.decipher(use, 'a', cryptogram);
    t.equal(
      plain.use((bytes) => Buffer.from(bytes).toString()),
      'to the card',
    );
    plain.dispose();
    for (const padding of [0, 900, 100]) {
      const certificate = certificateFor(publicKeyInfo, padding);
      await driver.writeCertificate(use, 'a', certificate);
      t.same(await driver.readCertificate(use, 'a'), certificate);
    }
    await t.rejects(driver.writeCertificate(use, 'a', new Uint8Array(4000)), CardFullError);
  }
  t.equal(await driver.lifeCycle(), 'issued');
  const again = await openCard(connectionTo(card));
  t.same(again.identity, driver.identity);
  const before = card.statistics().apdus;
  const reading = await again.read();
  t.equal(reading.lifeCycle, 'issued');
  t.same(
    reading.certificates.map(({ use, place }) => [use, place]),
    [
      ['sign', 'a'],
      ['encrypt', 'a'],
    ],
  );
  const spent = card.statistics().apdus - before;
  t.ok(spent <= 20, `${spent} APDUs to read an issued card`);
});

void t.test('the APDUs of a personalisation', async (t) => {
  const { card, driver } = await blankMyEid();
  await prepareMyEid(driver);
  await issue(driver);
  const { apdus } = card.statistics();
  t.ok(apdus <= apduBudget, `${apdus} APDUs, at most ${apduBudget}`);
});

void t.test('PINs and PUKs', async (t) => {
  const { card, driver } = await blankMyEid();
  await t.rejects(driver.setPuk(1, secret(puks[1])), CardRefusedError, 'it is set with the PIN');
  await driver.createFileSystem(1, { token: 'token', pin: 'PIN 1' });
  await driver.setPinAndPuk?.(1, secret(pins[1]), secret(puks[1]));
  await t.rejects(driver.setPinAndPuk?.(1, secret(wrong), secret(puks[1])) ?? Promise.resolve(), CardRefusedError);
  await driver.createFileSystem(2, { token: 'token', pin: 'PIN 2' });
  await driver.setPinAndPuk?.(2, secret(pins[2]), secret(puks[2]));
  t.equal(await driver.lifeCycle(), 'incomplete', 'it is not finalised');
  await driver.perform?.('finalise');
  for (const bad of ['123', '123456789', 'abcd1234']) {
    await t.rejects(driver.verifyPin(1, secret(bad)), PinRuleError);
  }
  t.equal((await driver.pinStatus(1)).triesLeft, 3, 'no try is spent');
  await t.rejects(driver.verifyPin(1, secret(wrong)), new WrongPinError(1, 2));
  await driver.verifyPin(1, secret(pins[1]));
  await t.rejects(driver.changePin(1, secret(wrong), secret('3847')), new WrongPinError(1, 2));
  await driver.changePin(1, secret(pins[1]), secret('3847'));
  await driver.verifyPin(1, secret('3847'));
  for (const left of [2, 1]) await t.rejects(driver.verifyPin(2, secret(wrong)), new WrongPinError(2, left));
  await t.rejects(driver.verifyPin(2, secret(wrong)), new PinBlockedError(2));
  await t.rejects(driver.verifyPin(2, secret(pins[2])), new PinBlockedError(2));
  t.equal((await driver.pinStatus(2)).triesLeft, 0);
  t.equal((await driver.pinStatus(1)).triesLeft, 3, 'the other PIN has its own tries');
  await t.rejects(driver.resetRetryCounter(2, secret(puks[1]), secret('38471926')), new WrongPukError(2, 9));
  await driver.resetRetryCounter(2, secret(puks[2]), secret('38471926'));
  await driver.verifyPin(2, secret('38471926'));
  card.presetTries(2, 1, 'puk');
  await t.rejects(driver.resetRetryCounter(2, secret(wrong), secret('38471926')), new PukBlockedError(2));
  t.same(await driver.pukTries?.(2), { reference: 2, left: 0, max: 10 });
});

void t.test('a renewal beside the pair in use, and the old pair stays', async (t) => {
  const { card, driver } = await blankMyEid();
  await prepareMyEid(driver);
  await issue(driver);
  const old = await driver.readPublicKey('encrypt', 'a');
  await t.rejects(driver.generateKey('encrypt', 'a', 'rsa2048'), CardRefusedError, 'the pair in use is not replaced');
  await driver.verifyPin(1, secret(pins[1]));
  await driver.verifyPin(2, secret(pins[2]));
  await issue(driver, 'b');
  t.equal(await driver.currentPlace('encrypt'), 'a');
  for (const use of uses) await driver.makeCurrent(use, 'b');
  await t.rejects(driver.makeCurrent('signEncrypt', 'a'), CardRefusedError, 'there is no such certificate');
  const again = await openCard(connectionTo(card));
  t.equal(await again.currentPlace('sign'), 'b');
  t.equal(await again.currentPlace('encrypt'), 'b');
  t.same(await again.readPublicKey('encrypt', 'a'), old);
  await again.verifyPin(2, secret(pins[2]));
  const key = createPublicKey({ key: Buffer.from(old ?? ''), type: 'spki', format: 'der' });
  const cryptogram = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('old letter'));
  const plain = await again.decipher('encrypt', 'a', cryptogram);
  t.equal(
    plain.use((bytes) => Buffer.from(bytes).toString()),
    'old letter',
  );
  // The next renewal takes the place of the oldest pair.
  await again.generateKey('encrypt', 'a', 'rsa2048');
  t.equal(await again.readCertificate('encrypt', 'a'), null);
  t.equal(await again.currentPlace('encrypt'), 'b');
});

void t.test('cards that are not ours', async (t) => {
  const foreign = await blankMyEid();
  const send = async (command: string): Promise<string> => toHex(await foreign.card.execute(fromHex(command)));
  t.equal(await send('00DA01011331323334353637383837363534333231030A00'), '9000');
  t.equal(await foreign.driver.lifeCycle(), 'foreign', 'other software set a PIN');
  const finished = await blankMyEid();
  await finished.driver.perform?.('finalise');
  t.equal(await finished.driver.lifeCycle(), 'foreign', 'it was finalised without PINs');
  const full = await blankMyEid();
  full.card.memoryBytes = 3000;
  await t.rejects(prepareMyEid(full.driver), CardFullError);
  t.equal(await full.driver.lifeCycle(), 'blank');
  full.card.memoryBytes = null;
  await prepareMyEid(full.driver);
  t.equal(await full.driver.lifeCycle(), 'prepared', 'creating the files is repeatable');
});
void t.test('a card that is pulled at any APDU is ours, and the work on it can be repeated', async (t) => {
  const store = new MemoryCardStore();
  await prepareMyEid((await blankMyEid(store)).driver);
  const work = async (driver: CardDriver): Promise<void> => {
    await driver.verifyPin(2, secret(pins[2]));
    const publicKeyInfo = await driver.generateKey('encrypt', 'a', 'rsa2048');
    await driver.writeKeyObjects('encrypt', 'a', publicKeyInfo);
    await driver.writeCertificate('encrypt', 'a', certificateFor(publicKeyInfo, 0));
  };
  await pulledEverywhere(store, work, async (driver, at) => {
    const lifeCycle = await driver.lifeCycle();
    t.ok(lifeCycle === 'prepared' || lifeCycle === 'incomplete', `pulled at APDU ${at}: ${lifeCycle}`);
    if ((await driver.currentPlace('encrypt')) !== null) {
      t.not(await driver.readCertificate('encrypt', 'a'), null, 'what is listed is there');
      return;
    }
    await work(driver);
    t.equal(await driver.currentPlace('encrypt'), 'a');
  });
});
t.end();
