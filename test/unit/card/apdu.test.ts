/** Command APDUs in short and extended form, and responses, byte by byte. */
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { CardProtocolError } from '../../../card/errors.js';
import { encodeCommand, parseResponse } from '../../../card/iso7816/apdu.js';

const header = { cla: 0x00, ins: 0xb0, p1: 0x01, p2: 0x02 };
const hex = (data: Uint8Array | undefined, le: number | undefined, extended = false): string =>
  toHex(encodeCommand({ ...header, ...(data ? { data } : {}), ...(le === undefined ? {} : { le }) }, extended));

void t.test('the four cases in short length fields', (t) => {
  t.equal(hex(undefined, undefined), '00B00102');
  t.equal(hex(undefined, 256), '00B0010200');
  t.equal(hex(undefined, 16), '00B0010210');
  t.equal(hex(fromHex('A1A2'), undefined), '00B0010202A1A2');
  t.equal(hex(fromHex('A1A2'), 256), '00B0010202A1A200');
  t.equal(hex(new Uint8Array(255), 1).length, 2 * 261);
  t.end();
});

void t.test('extended length fields only where they are needed', (t) => {
  t.equal(hex(fromHex('A1'), 256, true), '00B0010201A100');
  t.equal(hex(undefined, 257, true), '00B00102000101');
  t.equal(hex(undefined, 65536, true), '00B00102000000');
  t.equal(hex(fromHex('A1'), 65536, true), '00B00102000001A10000');
  t.ok(hex(new Uint8Array(300), undefined, true).startsWith('00B0010200012C'));
  t.end();
});

void t.test('lengths that do not fit are refused', (t) => {
  t.throws(() => hex(new Uint8Array(256), undefined), RangeError);
  t.throws(() => hex(undefined, 257), RangeError);
  t.throws(() => hex(undefined, 0), RangeError);
  t.throws(() => hex(undefined, 65537, true), RangeError);
  t.end();
});

void t.test('responses', (t) => {
  t.same(parseResponse(fromHex('01029000')), { data: fromHex('0102'), statusWord: 0x9000 });
  t.same(parseResponse(fromHex('6A82')), { data: new Uint8Array(), statusWord: 0x6a82 });
  for (const bad of ['', '90', '0000', '6000', '8000', 'FFFF']) {
    t.throws(() => parseResponse(fromHex(bad)), CardProtocolError, bad);
  }
  t.end();
});
