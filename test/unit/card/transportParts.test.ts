/** The parts of the PC/SC transport: frames, reader states, the native module’s errors, and a trace that shows no secret. */
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { TransportError } from '../../../card/transport/connection.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import { encodeFrame, FrameReader, frameKinds } from '../../../card/transport/frames.js';
import { ReaderRegister } from '../../../card/transport/readerRegister.js';
import { failureOf } from '../../../card/transport/scard.js';
import type { TracedExchange } from '../../../card/transport/trace.js';
import { traced } from '../../../card/transport/trace.js';

void t.test('frames arrive whole however the stream is cut, and leave nothing behind', (t) => {
  const stream = Buffer.concat([
    encodeFrame(frameKinds.transmit, 7, fromHex('00A40400')),
    encodeFrame(frameKinds.answer, 8, new Uint8Array(300).fill(0x5a)),
    encodeFrame(frameKinds.event, 0, new Uint8Array()),
  ]);
  for (const step of [1, 2, 9, 13, 100, stream.length]) {
    const reader = new FrameReader();
    const chunks: Buffer[] = [];
    for (let i = 0; i < stream.length; i += step) chunks.push(Buffer.from(stream.subarray(i, i + step)));
    const frames = chunks.flatMap((chunk) => reader.push(chunk));
    t.same(
      frames.map(({ kind, id }) => [kind, id]),
      [
        [frameKinds.transmit, 7],
        [frameKinds.answer, 8],
        [frameKinds.event, 0],
      ],
    );
    t.equal(toHex(frames[0]?.payload ?? new Uint8Array()), '00A40400');
    t.equal(frames[1]?.payload.length, 300);
    t.ok(chunks.every((chunk) => chunk.every((byte) => byte === 0)));
  }
  t.throws(() => new FrameReader().push(Buffer.from('0000000101000000000', 'hex')), RangeError);
  t.throws(() => new FrameReader().push(Buffer.from('0000000963000000000', 'hex').subarray(0, 9)), RangeError);
  t.throws(() => new FrameReader().push(Buffer.from('FFFFFFFF0100000000', 'hex')), RangeError);
  t.end();
});

void t.test('reports become states and insertions', (t) => {
  const register = new ReaderRegister();
  const reader = 'a reader';
  const report = (counter: number, flags: number, atr = '') =>
    register.report({ reader, eventState: counter * 0x10000 + flags, atr });
  const atr = fromHex('3B80800101');
  t.same(report(0, 0x12), { state: { reader, card: { present: false } }, insertion: 0 });
  t.equal(report(0, 0x12), null);
  t.same(report(1, 0x22, '3B80800101'), { state: { reader, card: { present: true, atr } }, insertion: 1 });
  t.equal(report(1, 0x122, '3B80800101'), null, 'in use is no news');
  t.equal(report(3, 0x22, '3B80800101')?.insertion, 2, 'another card between two reports');
  t.same(report(4, 0x12)?.state.card, { present: false });
  t.same(report(5, 0x222), { state: { reader, card: { present: true, atr: null } }, insertion: 3 });
  t.ok(register.remove(reader));
  t.notOk(register.remove(reader));
  t.equal(register.get(reader), null);
  t.equal(report(1, 0x22, '3B80800101')?.insertion, 4, 'the count goes on');
  t.end();
});

void t.test('what the native module says', (t) => {
  t.equal(failureOf('SCardConnect error: Sharing violation.(0x8010000b)'), 'sharingViolation');
  t.equal(failureOf('SCardTransmit error: Card was removed.(0x80100069)'), 'cardRemoved');
  t.equal(failureOf('SCardTransmit error: Transaction failed.(0x80100016)'), 'unresponsive');
  t.equal(failureOf('SCardEstablishContext error: Service not available.(0x8010001d)'), 'serviceGone');
  t.equal(failureOf('SCardConnect error: Unknown reader specified.(0x80100009)'), 'readerGone');
  t.equal(failureOf('something else'), 'unresponsive');
  t.end();
});

void t.test('a trace shows what is harmless and masks the rest', async (t) => {
  const seen: TracedExchange[] = [];
  const card = (answer: string) => directConnection(() => fromHex(answer), fromHex('3B80800101'));
  const send = async (command: string, answer = '9000') => {
    await traced(card(answer), (exchange) => seen.push(exchange)).transmit(fromHex(command));
    const last = seen.at(-1);
    return [last?.command, last?.response];
  };
  t.same(await send('00A4040002AABB'), ['00A4040002AABB', '9000']);
  t.same(await send('00B0000002', 'AABB9000'), ['00B0000002', 'AABB9000']);
  t.same(await send('0020000104 31323334', '63C2'), ['0020000104XXXXXXXX', '63C2']);
  t.same(await send('00200001', '63C3'), ['00200001', '63C3']);
  t.same(await send('002C000102 3132'), ['002C000102XXXX', '9000']);
  t.same(await send('80D80081024041'), ['80D8008102XXXX', '9000']);
  t.same(await send('002A9E9A01AA00', 'BB9000'), ['002A9E9A01AA00', 'BB9000']);
  t.same(await send('102A808601AA'), ['102A808601XX', '9000']);
  t.same(await send('002A808601AA00', 'BBCC9000'), ['002A808601XXXX', 'XXXX9000']);
  const chained = traced(card('AA6101'), (exchange) => seen.push(exchange));
  await chained.transmit(fromHex('002A808601AA00'));
  await chained.transmit(fromHex('00C0000001'));
  t.equal(seen.at(-1)?.response, 'XX6101', 'the rest of a secret answer');
  const broken = directConnection(() => Promise.reject(new TransportError('timeout', 'r', 'test')), fromHex('3B00'));
  await t.rejects(traced(broken, (exchange) => seen.push(exchange)).transmit(fromHex('00B0000002')), TransportError);
  t.equal(seen.at(-1)?.response, null);
});
