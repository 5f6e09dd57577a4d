/** The channel to a card: GET RESPONSE, Le, chaining, limits, status words as errors, and secrets that are zeroed. */
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import {
  CardProtocolError,
  CardRefusedError,
  PinBlockedError,
  PukBlockedError,
  WrongPinError,
  WrongPukError,
} from '../../../card/errors.js';
import { Channel } from '../../../card/iso7816/channel.js';
import { changeReferenceData } from '../../../card/iso7816/commands/changeReferenceData.js';
import { getChallenge } from '../../../card/iso7816/commands/getChallenge.js';
import { getData } from '../../../card/iso7816/commands/getData.js';
import { computeDigitalSignature, decipher } from '../../../card/iso7816/commands/performSecurityOperation.js';
import { readBinary } from '../../../card/iso7816/commands/readBinary.js';
import { resetRetryCounter } from '../../../card/iso7816/commands/resetRetryCounter.js';
import { updateBinary } from '../../../card/iso7816/commands/updateBinary.js';
import { verify } from '../../../card/iso7816/commands/verify.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import { scripted } from './support/script.js';

const atr = fromHex('3B80800101');
const field = { qualifier: 1, reference: 1, paddedLength: 16 } as const;
const fieldOfPin2 = { ...field, reference: 2 } as const;
const pin = (): Secret => Secret.fromText('123456');

void t.test('61XX is followed to the end of the answer', async (t) => {
  const script = scripted([
    { c: '00CA004200', r: '01026103' },
    { c: '00C0000003', r: '0304056101' },
    { c: '00C0000001', r: '069000' },
  ]);
  t.equal(toHex(await new Channel(script).send(getData(0x42))), '010203040506');
  t.equal(script.remaining(), 0);
});

void t.test('6CXX gets the right Le, once', async (t) => {
  const script = scripted([
    { c: '00B0000000', r: '6C02' },
    { c: '00B0000002', r: 'AABB9000' },
  ]);
  t.equal(toHex(await new Channel(script).send(readBinary(0, 256))), 'AABB');
  const insisting = new Channel(directConnection(() => fromHex('6C02'), atr));
  await t.rejects(insisting.send(readBinary(0, 256)), CardProtocolError);
});

void t.test('an answer without end is refused', async (t) => {
  let apdus = 0;
  const endless = directConnection(() => {
    apdus += 1;
    return fromHex('AA61FF');
  }, atr);
  await t.rejects(new Channel(endless).send(getData(0x42)), CardProtocolError);
  t.ok(apdus <= 257, `${apdus} APDUs`);
  const empty = new Channel(directConnection(() => fromHex('61FF'), atr));
  await t.rejects(empty.send(getData(0x42)), CardProtocolError);
});

void t.test('more than was asked for is refused', async (t) => {
  const channel = new Channel(directConnection(() => fromHex('AABBCC9000'), atr));
  await t.rejects(channel.send(readBinary(0, 2)), CardProtocolError);
  await t.rejects(channel.send(getChallenge(4)), CardProtocolError);
});

void t.test('long data is chained, the last part carries Le', async (t) => {
  const sent: string[] = [];
  const connection = directConnection((command) => {
    sent.push(toHex(command));
    return fromHex(command[0] === 0x10 ? '9000' : '5A5A9000');
  }, atr);
  const plain = await new Channel(connection).send(decipher(new Uint8Array(256).fill(0x11)));
  t.equal(sent[0], `102A8086FF00${'11'.repeat(254)}`);
  t.equal(sent[1], '002A808602111100');
  t.equal(plain.use(toHex), '5A5A');
  plain.dispose();
  const refusing = directConnection(() => fromHex('6883'), atr);
  await t.rejects(new Channel(refusing).send(updateBinary(0, new Uint8Array(300))), CardRefusedError);
});

void t.test('extended length sends the same in one', async (t) => {
  const sent: Uint8Array[] = [];
  const connection = directConnection((command) => {
    sent.push(command);
    return fromHex('9000');
  }, atr);
  await new Channel(connection, { extendedLength: true }).send(updateBinary(0, new Uint8Array(300)));
  t.equal(sent.length, 1);
  t.equal(sent[0]?.length, 307);
});

void t.test('a status word becomes an error that says what happened', async (t) => {
  const answering = (statusWord: string): Channel => new Channel(directConnection(() => fromHex(statusWord), atr));
  const puk = (): Secret => Secret.fromText('0123456789abcdef');
  const reset = () => resetRetryCounter(fieldOfPin2, puk(), pin());
  await t.rejects(answering('63C2').send(verify(field, pin())), new WrongPinError(1, 2));
  await t.rejects(answering('63C0').send(verify(field, pin())), new PinBlockedError(1));
  await t.rejects(answering('6983').send(changeReferenceData(fieldOfPin2, pin(), pin())), new PinBlockedError(2));
  await t.rejects(answering('63C4').send(reset()), new WrongPukError(2, 4));
  await t.rejects(answering('63C0').send(reset()), new PukBlockedError(2));
  await t.rejects(answering('6982').send(readBinary(0, 1)), new CardRefusedError('READ BINARY', 0x6982));
  await t.rejects(answering('63C2').send(readBinary(0, 1)), CardRefusedError);
});

void t.test('what held a secret is zeroed, and it is sent once', async (t) => {
  const sent: Uint8Array[] = [];
  const keeping = {
    ...directConnection(() => fromHex('9000'), atr),
    transmit: (command: Uint8Array) => {
      sent.push(command);
      return Promise.resolve(fromHex('6C10'));
    },
  };
  const command = verify(field, pin());
  await t.rejects(new Channel(keeping).send(command), CardProtocolError);
  t.equal(sent.length, 1);
  t.ok(sent[0]?.every((byte) => byte === 0));
  t.ok(command.apdu.data?.every((byte) => byte === 0));
  const input = Uint8Array.of(1, 2, 3);
  await t.rejects(new Channel(directConnection(() => fromHex('6F00'), atr)).send(computeDigitalSignature(input)));
  t.same(input, Uint8Array.of(1, 2, 3));
});
