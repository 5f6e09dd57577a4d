/** The driver of the IsoApplet pair: a whole personalisation, its APDUs, and a card that is pulled at any of them. */
import { constants, createPublicKey, publicEncrypt, verify } from 'node:crypto';
import t from 'tap';
import { equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import {
  CardRefusedError,
  PinBlockedError,
  PinRuleError,
  UnknownCardError,
  WrongPinError,
  WrongPukError,
} from '../../../card/errors.js';
import { isoAppletPair } from '../../../card/drivers/isoapplet/isoappletPair.js';
import { openCard } from '../../../card/drivers/registry.js';
import { TransportError } from '../../../card/transport/connection.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';
import { blankCard, connectionTo, labels, pins, prepare, puks, secret, uses } from './support/cards.js';
import { certificateFor } from './support/certificates.js';
import { contentOf } from './support/contents.js';
import { pulledEverywhere } from './support/pulls.js';
import { pinOfKey } from '../../../card/drivers/capabilities.js';

/** Of the whole of it, both instances, with two signatures and the certificate read back for each key. */
const apduBudget = 82;

void t.test('a whole personalisation', async (t) => {
  const { card, driver } = await blankCard();
  t.equal(driver.identity.family, 'isoapplet-pair');
  t.match(driver.identity.serial, /^[0-9A-F]{20}$/);
  t.equal(await driver.lifeCycle(), 'blank');
  t.same(await driver.pinStatus(1), { reference: 1, pukSet: false, pinSet: false, triesLeft: null, maxTries: 3 });
  await prepare(driver);
  t.equal(await driver.lifeCycle(), 'prepared');
  t.same(await driver.pinStatus(2), { reference: 2, pukSet: true, pinSet: true, triesLeft: 3, maxTries: 3 });
  for (const use of uses) {
    const reference = pinOfKey(driver.capabilities, use);
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
    for (const certificate of [certificateFor(publicKeyInfo, 0), certificateFor(publicKeyInfo, 900)]) {
      await driver.writeCertificate(use, 'a', certificate);
      t.same(await driver.readCertificate(use, 'a'), certificate);
    }
    const shorter = certificateFor(publicKeyInfo, 100);
    await driver.writeCertificate(use, 'a', shorter);
    t.same(await driver.readCertificate(use, 'a'), shorter);
    await driver.writeKeyObjects(use, 'a', publicKeyInfo);
    t.same(await driver.readPublicKey(use, 'a'), publicKeyInfo);
  }
  t.equal(await driver.lifeCycle(), 'issued');
  const again = await openCard(connectionTo(card));
  t.same(again.identity, driver.identity);
  t.equal(await again.lifeCycle(), 'issued');
});

void t.test('the APDUs of a personalisation', async (t) => {
  const { card, driver } = await blankCard();
  for (const use of uses) {
    const reference = pinOfKey(driver.capabilities, use);
    await driver.pinStatus(reference);
    await driver.setPuk(reference, secret(puks[reference]));
    await driver.createFileSystem(reference, labels(reference));
    await driver.setInitialPin(reference, secret(pins[reference]));
    await driver.verifyPin(reference, secret(pins[reference]));
    const publicKeyInfo = await driver.generateKey(use, 'a', 'rsa2048');
    await driver.writeKeyObjects(use, 'a', publicKeyInfo);
    await driver.sign(use, 'a', Buffer.from('a request'));
    await driver.writeCertificate(use, 'a', certificateFor(publicKeyInfo, 0));
    await driver.readCertificate(use, 'a');
    await driver.sign(use, 'a', Buffer.from('a challenge'));
  }
  const { apdus } = card.statistics();
  t.ok(apdus <= apduBudget, `${apdus} APDUs, at most ${apduBudget}`);
});

void t.test('PINs and PUKs', async (t) => {
  const { card, driver } = await blankCard();
  await t.rejects(driver.setInitialPin(1, secret(pins[1])), CardRefusedError, 'a PIN without a PUK would be for ever');
  await prepare(driver);
  await t.rejects(driver.setPuk(1, secret(puks[1])), CardRefusedError);
  await t.rejects(driver.setInitialPin(1, secret('another1')), CardRefusedError);
  await t.rejects(driver.verifyPin(1, secret('wrongpin')), new WrongPinError(1, 2));
  await driver.verifyPin(1, secret(pins[1]));
  t.equal((await driver.pinStatus(1)).triesLeft, 3);
  await t.rejects(driver.changePin(1, secret('wrongpin'), secret('new12345')), new WrongPinError(1, 2));
  await driver.changePin(1, secret(pins[1]), secret('new12345'));
  await driver.verifyPin(1, secret('new12345'));
  for (const left of [2, 1]) await t.rejects(driver.verifyPin(2, secret('wrongpin')), new WrongPinError(2, left));
  await t.rejects(driver.verifyPin(2, secret('wrongpin')), new PinBlockedError(2));
  await t.rejects(driver.verifyPin(2, secret(pins[2])), new PinBlockedError(2));
  t.same(await driver.pinStatus(2), { reference: 2, pukSet: true, pinSet: true, triesLeft: 0, maxTries: 3 });
  t.equal((await driver.pinStatus(1)).triesLeft, 3, 'the other PIN has its own tries');
  await t.rejects(driver.resetRetryCounter(2, secret(puks[1]), secret('fresh1234')), WrongPukError);
  await driver.resetRetryCounter(2, secret(puks[2]), secret('fresh1234'));
  await driver.verifyPin(2, secret('fresh1234'));
  card.presetTries(1, 0);
  t.equal((await driver.pinStatus(1)).triesLeft, 0);
});

void t.test('what breaks a rule costs no APDU', async (t) => {
  const { card, driver } = await blankCard();
  await prepare(driver);
  const before = card.statistics().apdus;
  const bad = ['abc', 'x'.repeat(17), 'has space', '密碼密碼'];
  for (const text of bad) {
    await t.rejects(driver.verifyPin(1, secret(text)), PinRuleError);
    await t.rejects(driver.changePin(1, secret(text), secret(pins[1])), PinRuleError);
    await t.rejects(driver.changePin(1, secret(pins[1]), secret(text)), PinRuleError);
    await t.rejects(driver.setInitialPin(1, secret(text)), PinRuleError);
    await t.rejects(driver.resetRetryCounter(1, secret(puks[1]), secret(text)), PinRuleError);
    await t.rejects(driver.resetRetryCounter(1, secret(text), secret(pins[1])), PinRuleError);
    await t.rejects(driver.setPuk(1, secret(text)), PinRuleError);
  }
  await t.rejects(
    driver.generateKey('sign', 'a', 'p256'),
    new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', 0x6a81),
  );
  t.equal(card.statistics().apdus, before);
});

void t.test('keys ask for their own PIN', async (t) => {
  const { driver } = await blankCard();
  await prepare(driver);
  await driver.verifyPin(1, secret(pins[1]));
  await t.rejects(
    driver.generateKey('encrypt', 'a', 'rsa2048'),
    new CardRefusedError('MANAGE SECURITY ENVIRONMENT', 0x6982),
  );
  await t.rejects(driver.writeCertificate('encrypt', 'a', fromHex('3003020101')), CardRefusedError);
});

void t.test('cards of other kinds are unknown', async (t) => {
  const unknown = (answer: string, atr = '3B80800101') =>
    t.rejects(openCard(directConnection(() => fromHex(answer), fromHex(atr))), UnknownCardError);
  await unknown('6A82');
  await unknown('9000');
  await unknown('6D00', '3B021450');
  await unknown('9000', '00');
  const { card } = await blankCard();
  const gone = directConnection(() => Promise.reject(new TransportError('cardRemoved', 'r', 'test')), card.atr);
  await t.rejects(openCard(gone), TransportError);
});

/** A blank card behind a filter. @param answer an answer in the card's place; null: the card answers */
async function filtered(answer: (command: string, count: number) => string | null, atr?: Uint8Array) {
  const { card } = await blankCard();
  card.reset();
  const sent: string[] = [];
  const connection = directConnection((command) => {
    const text = toHex(command);
    sent.push(text);
    const instead = answer(text, sent.length);
    return instead === null ? card.execute(command) : fromHex(instead);
  }, atr ?? card.atr);
  return { sent, connection };
}

void t.test('F1: the issuer security domain without a name, then by both of its AIDs', async (t) => {
  const byName = ['00A4040008A000000151000000', '00A4040008A000000003000000'] as const;
  const cplc = '9F7F2A4790D321470000000000635101020304050648106355' + '00'.repeat(20);
  for (const present of [null, ...byName]) {
    let isSelected = false;
    const { connection } = await filtered((command) => {
      if (command === '00A4040000') {
        isSelected = present === null;
        return isSelected ? '9000' : '6A82';
      }
      for (const name of byName) {
        if (!command.startsWith(name)) continue;
        isSelected = name === present;
        return isSelected ? '6F009000' : '6A82';
      }
      if (command.startsWith('80CA9F7F')) return isSelected ? `${cplc}9000` : '6A88';
      return null;
    });
    t.equal((await openCard(connection)).identity.serial, '4790D321050601020304', present ?? 'without a name');
  }
});

void t.test('F4: an answer to reset that does not parse is no veto', async (t) => {
  for (const atr of ['3B80800102', '3B808001', '3B', '']) {
    const { connection } = await filtered(() => null, fromHex(atr));
    t.equal((await openCard(connection)).identity.family, 'isoapplet-pair', atr);
  }
});

void t.test('F3: a 6FXX is tried once again, and each driver says why it does not know a card', async (t) => {
  for (const passing of ['6F00', '6FE1']) {
    const { connection } = await filtered((_command, count) => (count === 3 ? passing : null));
    t.equal((await openCard(connection, [isoAppletPair])).identity.family, 'isoapplet-pair', passing);
  }
  const { connection, sent } = await filtered(() => '6F00');
  await t.rejects(openCard(connection, [isoAppletPair]), {
    name: 'UnknownCardError',
    message: 'no driver knows this card (isoapplet-pair: SELECT answered 6F00)',
    reasons: [{ family: 'isoapplet-pair', reason: 'SELECT answered 6F00' }],
  });
  t.equal(sent.length, 6, 'twice, in three ways');
  const other = await filtered(() => '6A82');
  await t.rejects(openCard(other.connection, [isoAppletPair]), {
    name: 'UnknownCardError',
    message: /isoapplet-pair: SELECT answered 6A82/,
  });
  t.equal(other.sent.length, 3);
});

void t.test('a card pulled at any APDU of its preparation can be finished', async (t) => {
  const whole = await wholeContent();
  await pulledEverywhere(new MemoryCardStore(), prepare, async (driver, at, store) => {
    for (const reference of [1, 2] as const) {
      const status = await driver.pinStatus(reference);
      if (!status.pukSet) await driver.setPuk(reference, secret(puks[reference]));
      if (status.pinSet) await driver.verifyPin(reference, secret(pins[reference]));
      await driver.createFileSystem(reference, labels(reference));
      if (!status.pinSet) await driver.setInitialPin(reference, secret(pins[reference]));
    }
    t.equal(contentOf(store, driver.identity.serial), whole, `finished after APDU ${at}`);
  });
});

void t.test('a card pulled at any APDU of a write holds all of it or nothing', async (t) => {
  const store = new MemoryCardStore();
  const first = await openCard(connectionTo(new VirtualCard(store, undefined, 'quick')));
  await prepare(first);
  await first.verifyPin(1, secret(pins[1]));
  const publicKeyInfo = await first.generateKey('sign', 'a', 'rsa2048');
  const [certificate, renewed] = [certificateFor(publicKeyInfo, 0), certificateFor(publicKeyInfo, 300)];
  const write = async (driver: CardDriver, content: Uint8Array): Promise<void> => {
    await driver.verifyPin(1, secret(pins[1]));
    await driver.writeKeyObjects('sign', 'a', publicKeyInfo);
    await driver.writeCertificate('sign', 'a', content);
  };
  const holdsOneOf = async (driver: CardDriver, at: number, allowed: Uint8Array[]): Promise<void> => {
    const key = await driver.readPublicKey('sign', 'a');
    t.ok(key === null || equalBytes(key, publicKeyInfo), `public key after APDU ${at}`);
    const found = await driver.readCertificate('sign', 'a');
    t.ok(found === null || allowed.some((one) => equalBytes(one, found)), `certificate after APDU ${at}`);
    await write(driver, certificate);
    t.same(await driver.readPublicKey('sign', 'a'), publicKeyInfo);
    t.same(await driver.readCertificate('sign', 'a'), certificate, `finished after APDU ${at}`);
  };
  await pulledEverywhere(
    store,
    (driver) => write(driver, certificate),
    (driver, at) => holdsOneOf(driver, at, [certificate]),
  );
  await write(await openCard(connectionTo(new VirtualCard(store, undefined, 'quick'))), certificate);
  await pulledEverywhere(
    store,
    (driver) => write(driver, renewed),
    (driver, at) => holdsOneOf(driver, at, [certificate, renewed]),
  );
});

async function wholeContent(): Promise<string> {
  const store = new MemoryCardStore();
  const driver = await openCard(connectionTo(new VirtualCard(store, undefined, 'quick')));
  await prepare(driver);
  return contentOf(store, driver.identity.serial);
}
