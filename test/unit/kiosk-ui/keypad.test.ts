/** The keypad on the screen has every character once, only those allowed, and shuffles without favour. */
import fc from 'fast-check';
import t from 'tap';
import { digitsInOrder, keysOf, pagesFor, secureRandom, shuffled } from '../../../kiosk-ui/parts/keypadLayout.js';

const everything = () => true;
const plain = (character: string) => /[0-9A-Za-z]/.test(character);
const page = { capital: false, digits: digitsInOrder, allowed: everything };

await t.test('every printable ASCII character has exactly one key', (t) => {
  const keys = [
    ...keysOf('digits', page),
    ...keysOf('letters', page),
    ...keysOf('letters', { ...page, capital: true }).filter((key) => key !== null && /[A-Z]/.test(key)),
    ...keysOf('symbols', page),
  ].filter((key) => key !== null);
  const printable = Array.from({ length: 0x7e - 0x20 }, (_, index) => String.fromCharCode(0x21 + index));
  t.same(keys.toSorted(), printable.toSorted());
  t.end();
});

await t.test('only what the rule allows', (t) => {
  t.same(pagesFor(plain), ['digits', 'letters']);
  t.same(pagesFor(everything), ['digits', 'letters', 'symbols']);
  t.same(
    pagesFor((character) => /\d/.test(character)),
    ['digits'],
  );
  t.equal(keysOf('digits', { ...page, allowed: plain }).filter((key) => key === null).length, 2);
  t.end();
});

await t.test('a shuffled keypad holds the same digits', (t) => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
      const result = shuffled(digitsInOrder, (below) => numbers.next().value % below);
      return result.toSorted().join('') === '0123456789';
    }),
  );
  t.end();
});

await t.test('the generator stays below its bound and reaches every number', (t) => {
  const seen = new Set(Array.from({ length: 2_000 }, () => secureRandom(10)));
  t.same([...seen].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  t.end();
});
