/** PIV cards that answer otherwise than PivApplet (a YubiKey, hostile ones), cards of other software, and values that the driver refuses. */
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { openCard } from '../../../card/drivers/registry.js';
import { CardRefusedError, UnknownCardError } from '../../../card/errors.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import type { VirtualCard } from '../../virtual/virtualCard.js';
import { labels, secret } from './support/cards.js';
import { makePair } from './support/pairs.js';
import { blankPiv, openedWith, pivPin, pivPuk, preparePiv, raw, reopened, selectPiv } from './support/pivCards.js';

const isSlotMetadata = (command: string): boolean => /^00F700(9[ACDE]|8[2-4])/.test(command);
/** A YubiKey answers 6A88 for a slot without a key. */
const asYubiKey = (answer: Uint8Array, command: string): Uint8Array => {
  const isEmpty = isSlotMetadata(command) && !toHex(answer).includes('0482');
  return isEmpty ? fromHex('6A88') : answer;
};

void t.test('a YubiKey is prepared, issued and renewed', async (t) => {
  const { card } = await blankPiv();
  const driver = await openedWith(card, asYubiKey);
  t.equal(await driver.lifeCycle(), 'blank');
  await preparePiv(driver);
  t.equal(await driver.lifeCycle(), 'prepared');
  await driver.verifyPin(1, secret(pivPin));
  t.equal(await driver.readPublicKey('sign', 'a'), null);
  await t.rejects(driver.sign('sign', 'a', new Uint8Array(1)), new CardRefusedError('GENERAL AUTHENTICATE', 0x6a82));
  for (const use of ['sign', 'encrypt'] as const) await makePair(driver, use, 'a');
  const second = await makePair(driver, 'encrypt', 'b');
  const again = await openedWith(card, asYubiKey);
  t.equal(await again.lifeCycle(), 'issued');
  t.equal(await again.currentPlace('encrypt'), 'b');
  t.same(await again.readPublicKey('encrypt', 'b'), second);
});

void t.test('GET METADATA that is refused for another reason is an error, and no empty slot', async (t) => {
  const { card } = await blankPiv();
  const driver = await openedWith(card, (answer, command) => (isSlotMetadata(command) ? fromHex('6F00') : answer));
  await t.rejects(driver.lifeCycle(), new CardRefusedError('GET METADATA', 0x6f00));
});

void t.test('the factory’s PIN and PUK are never new ones', async (t) => {
  const { card, driver } = await blankPiv();
  await preparePiv(driver);
  const { apdus } = card.statistics();
  const [pin, puk] = ['123456', '12345678'];
  const refused = new CardRefusedError('CHANGE REFERENCE DATA', 0x6984);
  await t.rejects(driver.setPuk(1, secret(puk)), refused);
  await t.rejects(driver.setInitialPin(1, secret(pin)), refused);
  await t.rejects(driver.changePin(1, secret(pivPin), secret(pin)), refused);
  await t.rejects(driver.changePuk?.(1, secret(pivPuk), secret(puk)) ?? Promise.resolve(), refused);
  await t.rejects(driver.resetRetryCounter(1, secret(pivPuk), secret(pin)), refused);
  t.equal(card.statistics().apdus, apdus, 'without an APDU');
});

void t.test('a card whose CPLC is malformed once is not known by another number', async (t) => {
  const { card } = await blankPiv();
  const isCplc = (command: string): boolean => command.startsWith('80CA9F7F');
  const malformed = openedWith(card, (answer, command) => (isCplc(command) ? fromHex('9F7F0100' + '9000') : answer));
  await t.rejects(malformed, { name: 'UnknownCardError', message: /piv: CPLC is not 42 bytes/ });
  const without = await openedWith(card, (answer, command) => (isCplc(command) ? fromHex('6A88') : answer));
  t.match(without.identity, { unique: 'applet', serialFrom: 'GET SERIAL' });
});

const showing = (answer: Uint8Array, command: string): Uint8Array =>
  command.startsWith('00CB3FFF055C035FC109') ? fromHex('6A82') : answer;

void t.test('a card that shows the guarded object without a PIN is not prepared', async (t) => {
  const { card } = await blankPiv();
  const driver = await openedWith(card, showing);
  await t.rejects(driver.createFileSystem(1, labels(1)), {
    name: 'CardProtocolError',
    message: /5FC109 without a PIN/,
  });
  t.equal(await driver.isPerformed?.('managementKey'), false);
  t.equal(await (await reopened(card)).lifeCycle(), 'blank', 'nothing was written but an empty object');
});

void t.test('a card that tells of the missing object is prepared once the object is guarded', async (t) => {
  const { card } = await blankPiv();
  let isWritten = false;
  const driver = await openedWith(card, (answer, command) => {
    isWritten ||= /^[01]0DB3FFF..5C035FC109/.test(command);
    return isWritten ? answer : showing(answer, command);
  });
  await preparePiv(driver);
  t.equal(await driver.lifeCycle(), 'prepared');
});

/** Has other software write an object under the factory's management key. */
async function written(card: VirtualCard, tag: string, value: string): Promise<void> {
  const driver = await reopened(card);
  await driver.createFileSystem(1, labels(1));
  const data = `5C03${tag}53${byteOf(value.length / 2)}${value}`;
  await raw(card, `00DB3FFF${byteOf(data.length / 2)}${data}`, '00DB3FFF0B5C035FC10253043002FFFF');
}

const byteOf = (value: number): string => value.toString(16).padStart(2, '0');

void t.test('foreign cards', async (t) => {
  const withFactoryKey = async (card: VirtualCard): Promise<void> => {
    const driver = await reopened(card);
    await driver.createFileSystem(1, labels(1));
  };
  const changed: readonly (readonly [string, (card: VirtualCard) => unknown])[] = [
    ['another PIN', (card) => raw(card, selectPiv, '0024008010313233343536FFFF363534333231FFFF')],
    ['another PUK', (card) => raw(card, selectPiv, '002400811031323334353637383837363534333231')],
    ['keys in the history', (card) => written(card, '5FC10C', 'C10101C20100FE00')],
    ['keys elsewhere in the history', (card) => written(card, '5FC10C', 'C10100C20102F30100FE00')],
    ['a blocked PUK', (card) => card.presetTries(1, 0, 'puk')],
    [
      'a key of other software',
      async (card) => {
        await withFactoryKey(card);
        await raw(card, '0047009E08AC06800111AA0101');
        // Another CHUID, which is not the driver's mark.
        await raw(card, '00DB3FFF0B5C035FC10253043002FFFF');
      },
    ],
  ];
  for (const [what, change] of changed) {
    const { card } = await blankPiv();
    await change(card);
    t.equal(await (await reopened(card)).lifeCycle(), 'foreign', what);
  }
  const { card } = await blankPiv();
  await raw(card, selectPiv, '0020008008393939393939FFFF');
  t.equal(await (await reopened(card)).lifeCycle(), 'blank', 'a spent try of the factory’s PIN is no content');
});

void t.test('a card without GET METADATA is none of the family', async (t) => {
  const { card } = await blankPiv();
  const plain = directConnection(
    async (command) => (command[1] === 0xf7 ? fromHex('6D00') : card.execute(command)),
    card.reset(),
    card.protocol,
  );
  const error = await openCard(plain).catch((thrown: unknown) => thrown);
  t.ok(error instanceof UnknownCardError);
  t.match(String(error), /piv: GET METADATA answered 6D00/);
});

t.end();
