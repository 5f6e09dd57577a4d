/** A range of card serials is read as people and scanners type it. */
import fc from 'fast-check';
import t from 'tap';
import { rangeHolds, rangeSize, readRange } from '../../../daemon/stock/serialRange.js';
import { plainCardSerial } from '../../../base/cardSerial.js';

await t.test('what is no range is refused by name', (t) => {
  const refused = (from: string, to: string, message: string): void => {
    t.throws(() => readRange({ from, to }), { message }, `${from}–${to}`);
  };
  refused('00G1', '00FF', 'stock.range.notHex');
  refused('0001', '', 'stock.range.notHex');
  refused('001', '0FF', 'stock.range.length');
  refused('0'.repeat(42), 'F'.repeat(42), 'stock.range.length');
  refused('0001', '0000FF', 'stock.range.unequal');
  refused('00FF', '00FE', 'stock.range.backwards');
  t.end();
});

await t.test('a range is read as a person or a scanner types it', (t) => {
  t.same(readRange({ from: '00:0a', to: '００ ff' }), { from: '000A', to: '00FF' });
  t.equal(rangeSize({ from: '000A', to: '000A' }), 1n);
  t.end();
});

await t.test('the order as text is the order as numbers', (t) => {
  const serial = fc.bigInt({ min: 0n, max: (1n << 80n) - 1n });
  const hex = (n: bigint): string => n.toString(16).toUpperCase().padStart(20, '0');
  fc.assert(
    fc.property(serial, serial, serial, (a, b, c) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      const range = readRange({ from: hex(low), to: hex(high) });
      return rangeHolds(range, hex(c)) === (low <= c && c <= high) && rangeSize(range) === high - low + 1n;
    }),
  );
  t.end();
});
await t.test('a card’s serial number in the forms that people have it in', (t) => {
  for (const typed of ['4790 501a', '0x4790501A', '0X47:90:50:1a', '４７９０５０１Ａ'])
    t.equal(plainCardSerial(typed), '4790501A', typed);
  t.end();
});
t.end();
