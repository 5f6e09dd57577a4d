/** Any bytes are parsed or refused as BER-TLV, and what was encoded is found again. */
import fc from 'fast-check';
import t from 'tap';
import { CardProtocolError } from '../../../card/errors.js';
import { parseFileControl } from '../../../card/iso7816/fileControl.js';
import { encodedLength, encodeTlv, parseTlvs } from '../../../card/iso7816/tlv.js';
import { parseAtr } from '../../../card/iso7816/atr.js';
import { parseCplc } from '../../../card/globalplatform/cplc.js';

const tags = fc.oneof(
  fc.integer({ min: 0x01, max: 0xfe }).filter((tag) => (tag & 0x1f) !== 0x1f),
  fc.integer({ min: 0x1f, max: 0x7e }).map((low) => 0x7f00 + low),
  fc.integer({ min: 0x00, max: 0x7f }).map((low) => 0x5f8100 + low),
);
const values = fc.uint8Array({ maxLength: 400 });
const objects = fc.array(fc.record({ tag: tags, value: values }), { maxLength: 8 });
const bytes = fc.uint8Array({ maxLength: 80 });

/** Only what the specification of the card's answers calls for: an answer or a protocol error. */
function orProtocolError(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof CardProtocolError)) throw error;
  }
}

void t.test('what is encoded is found again', (t) => {
  fc.assert(
    fc.property(objects, fc.boolean(), (wanted, padded) => {
      const pad = padded ? Uint8Array.of(0x00, 0xff) : new Uint8Array();
      const encoded = Buffer.concat(wanted.flatMap(({ tag, value }) => [encodeTlv(tag, value), pad]));
      const found = parseTlvs(encoded).map(({ tag, value }) => [tag, Buffer.from(value).toString('hex')]);
      t.strictSame(
        found,
        wanted.map(({ tag, value }) => [tag, Buffer.from(value).toString('hex')]),
      );
    }),
  );
  t.end();
});

void t.test('the length of an object is told by its beginning', (t) => {
  fc.assert(
    fc.property(tags, values, (tag, value) => {
      const encoded = encodeTlv(tag, value);
      t.equal(encodedLength(encoded.subarray(0, 8)), encoded.length);
    }),
  );
  t.end();
});

void t.test('cut off is never taken for whole', (t) => {
  fc.assert(
    fc.property(tags, fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), (tag, value, at) => {
      const encoded = encodeTlv(tag, value);
      const cut = encoded.subarray(0, 1 + (at % (encoded.length - 1)));
      t.throws(() => parseTlvs(cut), CardProtocolError);
    }),
  );
  t.end();
});

void t.test('any bytes are parsed or refused', (t) => {
  fc.assert(
    fc.property(bytes, (noise) => {
      orProtocolError(() => parseTlvs(noise));
      orProtocolError(() => encodedLength(noise));
      orProtocolError(() => parseFileControl(noise));
      orProtocolError(() => parseCplc(noise));
      parseAtr(noise);
    }),
    { numRuns: 2000 },
  );
  t.pass('no other error');
  t.end();
});
