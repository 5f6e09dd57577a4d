/** T=0: a command has data or Le, never both, and the answer to data is fetched (ISO 7816-3 §12.2). */
import { constants, createPublicKey, publicEncrypt, verify } from 'node:crypto';
import t from 'tap';
import { concatBytes, fromHex, toHex } from '../../../base/bytes.js';
import { openCard } from '../../../card/drivers/registry.js';
import { CardProtocolError, CardRefusedError, WrongPinError } from '../../../card/errors.js';
import { Channel } from '../../../card/iso7816/channel.js';
import { computeDigitalSignature, decipher } from '../../../card/iso7816/commands/performSecurityOperation.js';
import { readBinary } from '../../../card/iso7816/commands/readBinary.js';
import { selectApplication } from '../../../card/iso7816/commands/select.js';
import { updateBinary } from '../../../card/iso7816/commands/updateBinary.js';
import { verifyStatus } from '../../../card/iso7816/commands/verify.js';
import { traced } from '../../../card/transport/trace.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';
import { connectionTo, pins, prepare, secret, uses } from './support/cards.js';
import { certificateFor } from './support/certificates.js';
import { scripted, type Script, type ScriptedExchange } from './support/script.js';
import { pinOfKey } from '../../../card/drivers/capabilities.js';

const aid = fromHex('F276A288BC');
const select = '00A4040005F276A288BC';
const overT0 = (exchanges: readonly ScriptedExchange[]): Script => ({ ...scripted(exchanges), protocol: 'T=0' });

void t.test('F2: a command with data and an answer has no Le; GET RESPONSE fetches the answer', async (t) => {
  const conversations: readonly (readonly ScriptedExchange[])[] = [
    [
      { c: select, r: '6103' },
      { c: '00C0000003', r: '0006069000' },
    ],
    [
      { c: select, r: '6105' },
      { c: '00C0000005', r: '6C03' },
      { c: '00C0000003', r: '0006069000' },
    ],
    [
      { c: select, r: '6102' },
      { c: '00C0000002', r: '00066101' },
      { c: '00C0000001', r: '069000' },
    ],
    [
      { c: select, r: '9000' },
      { c: '00C0000000', r: '6C03' },
      { c: '00C0000003', r: '0006069000' },
    ],
    [
      { c: select, r: '9000' },
      { c: '00C0000000', r: '0006069000' },
    ],
  ];
  for (const exchanges of conversations) {
    const script = overT0(exchanges);
    t.equal(toHex(await new Channel(script).send(selectApplication(aid))), '000606');
    t.equal(script.remaining(), 0);
  }
  const silent = overT0([
    { c: select, r: '9000' },
    { c: '00C0000000', r: '6985' },
  ]);
  t.equal((await new Channel(silent).send(selectApplication(aid))).length, 0, 'no answer');
  const refusing = overT0([{ c: select, r: '6A82' }]);
  await t.rejects(new Channel(refusing).send(selectApplication(aid)), new CardRefusedError('SELECT', 0x6a82));
});

void t.test('the other cases: P3 is Le, Lc or 00', async (t) => {
  const script = overT0([
    { c: '00B0000000', r: '6C02' },
    { c: '00B0000002', r: 'AABB9000' },
    { c: '00D6000001FF', r: '9000' },
    { c: '0020000100', r: '63C3' },
  ]);
  const channel = new Channel(script);
  t.equal(toHex(await channel.send(readBinary(0, 256))), 'AABB');
  await channel.send(updateBinary(0, Uint8Array.of(0xff)));
  t.equal((await channel.exchange(verifyStatus(1))).statusWord, 0x63c3);
  t.equal(script.remaining(), 0);
});

void t.test('long data is chained, also on a card with extended length', async (t) => {
  const padded = new Uint8Array(256).fill(0x11);
  const script = overT0([
    { c: `102A8086FF00${'11'.repeat(254)}`, r: '9000' },
    { c: '002A8086021111', r: '6102' },
    { c: '00C0000002', r: '5A5A9000' },
  ]);
  const channel = new Channel(script, { extendedLength: true });
  t.equal(channel.commandBytes, 255);
  t.equal(channel.responseBytes, 256);
  const plain = await channel.send(decipher(padded));
  t.equal(plain.use(toHex), '5A5A');
  plain.dispose();
});

void t.test('a card that never comes to its answer is refused', async (t) => {
  const channel = (answer: string): Channel =>
    new Channel({ ...scripted([]), protocol: 'T=0', transmit: () => Promise.resolve(fromHex(answer)) });
  for (const answer of ['6105', '6C05']) {
    await t.rejects(channel(answer).send(computeDigitalSignature(Uint8Array.of(1))), CardProtocolError, answer);
  }
});

void t.test('a whole card over strict T=0', async (t) => {
  const card = new VirtualCard(new MemoryCardStore(), undefined, 'quick');
  card.protocol = 'T=0';
  t.equal(toHex(card.reset()), '3B8000');
  const withLe = concatBytes(fromHex('00A404000CF276A288BCFBA69D34F31001'), Uint8Array.of(0));
  t.equal(toHex(await card.execute(withLe)), '6700', 'strict: no Le beside data');

  const seen: string[] = [];
  const connection = traced(connectionTo(card), ({ command }) => seen.push(command));
  const driver = await openCard(connection);
  await prepare(driver);
  await t.rejects(driver.verifyPin(1, secret('wrongpin')), new WrongPinError(1, 2));
  for (const use of uses) {
    const reference = pinOfKey(driver.capabilities, use);
    await driver.verifyPin(reference, secret(pins[reference]));
    const publicKeyInfo = await driver.generateKey(use, 'a', 'rsa2048');
    await driver.writeKeyObjects(use, 'a', publicKeyInfo);
    const certificate = certificateFor(publicKeyInfo, 0);
    await driver.writeCertificate(use, 'a', certificate);
    t.same(await driver.readCertificate(use, 'a'), certificate);
    const key = createPublicKey({ key: Buffer.from(publicKeyInfo), type: 'spki', format: 'der' });
    const data = Buffer.from('a challenge');
    t.ok(verify('sha256', data, key, await driver.sign(use, 'a', data)));
    const cryptogram = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('to the card'));
    const plain = await driver.decipher(use, 'a', cryptogram);
    t.equal(
      plain.use((bytes) => Buffer.from(bytes).toString()),
      'to the card',
    );
    plain.dispose();
  }
  t.equal(await driver.lifeCycle(), 'issued');
  t.ok(seen.some((command) => command.startsWith('00C0')));
});
