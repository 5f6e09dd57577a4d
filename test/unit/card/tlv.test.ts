/** BER-TLV as it is read from cards: every form, and what is cut off or malformed is refused. */
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { CardProtocolError } from '../../../card/errors.js';
import { encodeFileControl, parseFileControl } from '../../../card/iso7816/fileControl.js';
import { encodedLength, encodeTlv, parseTlvs, requireTlv } from '../../../card/iso7816/tlv.js';

void t.test('lengths and tags of every form', (t) => {
  t.equal(toHex(encodeTlv(0x84, fromHex('01'))), '840101');
  t.equal(toHex(encodeTlv(0x7f49)), '7F4900');
  t.ok(toHex(encodeTlv(0x81, new Uint8Array(128))).startsWith('818180'));
  t.ok(toHex(encodeTlv(0x81, new Uint8Array(256))).startsWith('81820100'));
  const nested = encodeTlv(0x7f49, encodeTlv(0x81, fromHex('0A')), encodeTlv(0x82, fromHex('0B')));
  const inner = parseTlvs(requireTlv(parseTlvs(nested), 0x7f49));
  t.same(inner, [
    { tag: 0x81, value: fromHex('0A') },
    { tag: 0x82, value: fromHex('0B') },
  ]);
  t.end();
});

void t.test('padding between objects', (t) => {
  t.same(parseTlvs(fromHex('0000810155FFFF8200')), [
    { tag: 0x81, value: fromHex('55') },
    { tag: 0x82, value: new Uint8Array() },
  ]);
  t.end();
});

void t.test('what is cut off or malformed is refused', (t) => {
  for (const bad of ['81', '8102AA', '8181', '818000', '8185', '7F', '7F8181810100', '81FF', '8184FFFFFFFF']) {
    t.throws(() => parseTlvs(fromHex(bad)), CardProtocolError, bad);
  }
  t.throws(() => requireTlv([], 0x81), CardProtocolError);
  t.end();
});

void t.test('how long the object is that a file begins with', (t) => {
  t.equal(encodedLength(fromHex('3082010A0282')), 270);
  t.equal(encodedLength(fromHex('30030101FF')), 5);
  t.equal(encodedLength(fromHex('000000')), null);
  t.equal(encodedLength(fromHex('FFFF')), null);
  t.equal(encodedLength(new Uint8Array()), null);
  t.throws(() => encodedLength(fromHex('3082')), CardProtocolError);
  t.end();
});

void t.test('file control information', (t) => {
  const answered = fromHex('6F158102010E820101830233008608FF90FFFFFFFF9000');
  t.same(parseFileControl(answered), { kind: 'file', fileId: 0x3300, sizeBytes: 270 });
  const noSize = parseFileControl(fromHex('6F0782013883023F00'));
  t.same(noSize, { kind: 'folder', fileId: 0x3f00, sizeBytes: 0 });
  t.same(parseFileControl(encodeFileControl(noSize)), noSize, 'without conditions of its own');
  for (const bad of ['', '6F00', '6F03820101', '6F0483025015', '6F0B81050000000000830150820101']) {
    t.throws(() => parseFileControl(fromHex(bad)), CardProtocolError, bad);
  }
  t.end();
});
