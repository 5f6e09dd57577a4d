/** A card that other software set up is known by the mark that ours leaves on each instance before its PIN. */
import t from 'tap';
import { equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import { openCard } from '../../../card/drivers/registry.js';
import { encodeTokenInfo, tokenSerialIn } from '../../../card/pkcs15/directory.js';
import { CardProtocolError } from '../../../card/errors.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';
import { blankCard, connectionTo, labels, pins, prepare, puks, secret } from './support/cards.js';
import { withData } from './support/contents.js';

const lifeCycleOf = async (card: Parameters<typeof connectionTo>[0]): Promise<string> =>
  (await openCard(connectionTo(card))).lifeCycle();

await t.test('ours: blank, begun, prepared', async (t) => {
  const { card, driver } = await blankCard();
  t.equal(await driver.lifeCycle(), 'blank');
  await driver.setPuk(1, secret(puks[1]));
  t.equal(await lifeCycleOf(card), 'incomplete', 'nobody has set a PIN');
  // The card was reset, and with it what the first driver knew.
  const again = await openCard(connectionTo(card));
  await again.createFileSystem(1, labels(1));
  await again.setInitialPin(1, secret(pins[1]));
  t.equal(await lifeCycleOf(card), 'incomplete');
  const whole = await blankCard();
  await prepare(whole.driver);
  t.equal(await lifeCycleOf(whole.card), 'prepared');
});

await t.test('a PIN without our files, in one instance or in both', async (t) => {
  for (const foreign of [[1], [2], [1, 2]] as const) {
    const { card, driver } = await blankCard();
    for (const reference of foreign) {
      await driver.setPuk(reference, secret(puks[reference]));
      await driver.setInitialPin(reference, secret(pins[reference]));
    }
    t.equal(await lifeCycleOf(card), 'foreign', foreign.join(' and '));
  }
  const { card, driver } = await blankCard();
  for (const reference of [1, 2] as const) {
    await driver.setPuk(reference, secret(puks[reference]));
    if (reference === 1) await driver.createFileSystem(reference, labels(reference));
    await driver.setInitialPin(reference, secret(pins[reference]));
  }
  t.equal(await lifeCycleOf(card), 'foreign', 'one instance is ours');
});

await t.test('the files of another chip do not fit', async (t) => {
  const { card, driver } = await blankCard();
  await prepare(driver);
  card.exchangeInstances();
  t.equal(await lifeCycleOf(card), 'foreign', 'nor those of the other instance');
  card.exchangeInstances();
  t.equal(await lifeCycleOf(card), 'prepared');
});

await t.test('a mark that cannot be read is none', async (t) => {
  const store = new MemoryCardStore();
  const card = new VirtualCard(store);
  await prepare(await openCard(connectionTo(card)));
  t.equal(await lifeCycleOf(card), 'prepared');
  for (const bad of ['00', '3082FFFF', '30030201FF']) {
    const damaged = withData(store, 2, '5032', fromHex(bad));
    t.equal(await lifeCycleOf(new VirtualCard(damaged)), 'foreign', bad);
  }
});

await t.test('the serial number in EF.TokenInfo', (t) => {
  const serial = fromHex('0123456789ABCDEF01');
  const info = encodeTokenInfo({ serial, manufacturer: 'm', label: 'l' });
  t.ok(equalBytes(tokenSerialIn(info), serial));
  for (const bad of ['', '3000', '30030201FF', 'FFFF']) {
    t.throws(() => tokenSerialIn(fromHex(bad)), CardProtocolError, toHex(fromHex(bad)));
  }
  t.end();
});
t.end();
