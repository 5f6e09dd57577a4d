/** Reading a card: all that it shows without a PIN, each part once, each applet selected once. */
import t from 'tap';
import { equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import type { CardReading } from '../../../card/drivers/driver.js';
import { openCard } from '../../../card/drivers/registry.js';
import { CardProtocolError, UnknownCardError } from '../../../card/errors.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';
import { blankCard, connectionTo, pins, prepare, secret } from './support/cards.js';
import { certificateFor } from './support/certificates.js';
import { withData } from './support/contents.js';
import { issueInto, readingBudget } from './support/issued.js';

const secondApplet = '00A404000CF276A288BCFBA69D34F31002';

/** Opens and reads the card. */
async function readCard(store: MemoryCardStore): Promise<{ reading: CardReading; sent: string[] }> {
  const card = new VirtualCard(store);
  const sent: string[] = [];
  const connection = directConnection((command) => {
    sent.push(toHex(command));
    return card.execute(command);
  }, card.reset());
  return { reading: await (await openCard(connection)).read(), sent };
}

void t.test('F7: an issued card is read in 22 APDUs, nothing twice', async (t) => {
  const store = new MemoryCardStore();
  const written = await issueInto(store);
  for (const [use, certificate] of written) t.equal(Math.ceil(certificate.length / 256), 5, `five reads for ${use}`);
  const { reading, sent } = await readCard(store);
  t.ok(sent.length <= readingBudget, `${sent.length} APDUs, at most ${readingBudget}`);
  for (const applet of ['00A404000CF276A288BCFBA69D34F31001', secondApplet]) {
    t.equal(sent.filter((command) => command.startsWith(applet)).length, 1, 'an applet is selected once');
  }
  t.equal(reading.lifeCycle, 'issued');
  t.match(reading.pins, [
    { reference: 1, pinSet: true, triesLeft: 3 },
    { reference: 2, pinSet: true, triesLeft: 3 },
  ]);
  t.same(
    reading.certificates.map(({ use, place, certificate }) => ({ use, place, certificate })),
    [
      { use: 'sign', place: 'a', certificate: written.get('sign') },
      { use: 'encrypt', place: 'a', certificate: written.get('encrypt') },
    ],
  );
});

void t.test('what was read stays read until something is written; tries are always read anew', async (t) => {
  const store = new MemoryCardStore();
  const written = await issueInto(store);
  const card = new VirtualCard(store);
  const driver = await openCard(connectionTo(card));
  await driver.read();
  const before = card.statistics().apdus;
  t.same(await driver.uses(), ['sign', 'encrypt']);
  t.equal(await driver.currentPlace('encrypt'), 'a');
  t.same(await driver.readCertificate('encrypt', 'a'), written.get('encrypt'));
  t.equal(card.statistics().apdus, before, 'known without an APDU');

  card.presetTries(2, 1);
  t.equal((await driver.pinStatus(2)).triesLeft, 1);

  await driver.verifyPin(2, secret(pins[2]));
  const key = await driver.generateKey('encrypt', 'b', 'rsa2048');
  await driver.writeKeyObjects('encrypt', 'b', key);
  const renewed = certificateFor(key, 0);
  await driver.writeCertificate('encrypt', 'b', renewed);
  const beforeReadBack = card.statistics().apdus;
  t.same(await driver.readCertificate('encrypt', 'b'), renewed);
  t.ok(card.statistics().apdus > beforeReadBack, 'what was written is read back from the card');
  await driver.makeCurrent('encrypt', 'b');
  t.equal(await driver.currentPlace('encrypt'), 'b');
  const { lifeCycle, certificates } = await driver.read();
  t.equal(lifeCycle, 'issued');
  t.equal(certificates.find(({ use }) => use === 'encrypt')?.place, 'b');
});

void t.test('a failure forgets what was read', async (t) => {
  const store = new MemoryCardStore();
  await issueInto(store);
  const card = new VirtualCard(store);
  const driver = await openCard(connectionTo(card));
  await driver.read();
  card.arm([{ kind: 'damage', at: 1, damage: { how: 'replace', response: '6F00' } }]);
  await t.rejects(driver.pinStatus(1));
  const before = card.statistics().apdus;
  await driver.uses();
  t.ok(card.statistics().apdus > before);
});

void t.test('blank, prepared and damaged cards', async (t) => {
  const { driver } = await blankCard();
  t.match(await driver.read(), { lifeCycle: 'blank', certificates: [] });
  await prepare(driver);
  t.match(await driver.read(), { lifeCycle: 'prepared', certificates: [] });

  const store = new MemoryCardStore();
  const written = await issueInto(store);
  const noList = await readCard(withData(store, 2, '4404', fromHex('30820FFF')));
  t.equal(noList.reading.lifeCycle, 'incomplete');
  t.same(
    noList.reading.certificates.map(({ use }) => use),
    ['sign'],
  );
  const nonsense = await readCard(withData(store, 1, '3400', fromHex('3003020101')));
  const [first, second] = nonsense.reading.certificates;
  t.ok(first?.certificate instanceof CardProtocolError);
  t.ok(
    second?.certificate instanceof Uint8Array &&
      equalBytes(second.certificate, written.get('encrypt') ?? new Uint8Array()),
  );
});

void t.test(
  'a card without the second instance is unknown; a 6F00 of the second instance is tried again',
  async (t) => {
    const answered = async (statusWord: string, times: number): Promise<CardReading> => {
      const { card } = await blankCard();
      let left = times;
      const connection = directConnection((command) => {
        if (!toHex(command).startsWith(secondApplet) || left-- <= 0) return card.execute(command);
        return fromHex(statusWord);
      }, card.reset());
      return (await openCard(connection)).read();
    };
    await t.rejects(answered('6A82', 1), {
      name: 'UnknownCardError',
      reasons: [{ family: 'isoapplet-pair', reason: 'SELECT answered 6A82' }],
    });
    t.match(await answered('6F00', 1), { lifeCycle: 'blank' });
    await t.rejects(answered('6F00', 2), UnknownCardError);
    await t.rejects(answered('9000', 1), UnknownCardError, 'what answers there is no IsoApplet of this version');
  },
);
