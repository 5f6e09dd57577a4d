/** Runs and repetitions of every kind are refused, what is drawn passes, and little that is drawn blindly would not. */
import fc from 'fast-check';
import t from 'tap';
import { codesOf, weaknessOf } from '../../../base/weakPin.js';
import { checkNewPin, drawPin } from '../../../daemon/jobs/newPins.js';
import { raProfileSchema } from '../../../config/raProfile.js';
import { Secret } from '../../../base/secret.js';

const policy = raProfileSchema.shape.pinPolicy.parse(undefined);
const nobody = { identifiers: [], birthDate: null };
const letters = 'abcdefghijklmnopqrstuvwxyz';
const length = fc.integer({ min: 6, max: 16 });
const caseOf = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.toUpperCase(),
);
const weakness = (pin: string) => weaknessOf(codesOf(pin), policy.weak, nobody);

await t.test('a run up or down, of digits or letters, with any first character', (t) => {
  const run = fc.tuple(fc.constantFrom('0123456789', letters), fc.nat(25), length, fc.boolean(), caseOf);
  fc.assert(
    fc.property(run, ([row, first, size, down, spelt]) => {
      const from = row === letters ? Math.min(first, row.length - size) : first % row.length;
      const text = (row + row).slice(from, from + size);
      t.equal(weakness(spelt(down ? Array.from(text).reverse().join('') : text)) !== null, true);
    }),
  );
  t.end();
});

await t.test(
  'a group of up to four characters, again and again, broken off anywhere, and with one more character',
  (t) => {
    const group = fc.string({
      unit: fc.constantFrom(...Array.from(letters + '0123456789')),
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        group,
        fc.integer({ min: 8, max: 15 }),
        caseOf,
        fc.constantFrom('', 'x', '7'),
        (text, size, spelt, more) => {
          const pin = spelt(text.repeat(16).slice(0, size));
          t.ok(weakness(pin + more) !== null, pin);
          t.ok(weakness(more + pin) !== null, pin);
        },
      ),
    );
    t.end();
  },
);

await t.test('case, and the direction of reading, change nothing about a pattern', (t) => {
  const pin = fc.string({ unit: fc.constantFrom(...Array.from('abc123qwe')), minLength: 6, maxLength: 12 });
  fc.assert(
    fc.property(pin, (text) => {
      const isWeak = weakness(text) !== null;
      t.equal(weakness(text.toUpperCase()) !== null, isWeak);
      t.equal(weakness(Array.from(text).reverse().join('')) !== null, isWeak);
    }),
  );
  t.end();
});

await t.test('drawn PINs pass the rule, also where the card allows digits alone', (t) => {
  for (const characters of ['[0-9A-Za-z]', '[0-9]', '[2-4]']) {
    const card = { minLength: 4, maxLength: 6, characters };
    const rule = { card, policy, person: { identifiers: ['A234567890'], birthDate: '1985-03-07' } };
    for (let draw = 0; draw < 300; draw++) {
      const pin = drawPin(rule);
      t.doesNotThrow(() => checkNewPin(pin, rule));
      pin.dispose();
    }
  }
  const card = { minLength: 6, maxLength: 6, characters: '2' };
  t.throws(() => drawPin({ card, policy, person: nobody }), /refuses every PIN/);
  t.end();
});

await t.test('of six digits at random, the rule takes few', (t) => {
  let refused = 0;
  for (let draw = 0; draw < 20_000; draw++) {
    const pin = Secret.random(6, '0123456789');
    if (pin.use((bytes) => weaknessOf(bytes, policy.weak, nobody)) !== null) refused += 1;
    pin.dispose();
  }
  t.ok(refused / 20_000 < 0.03, `${refused} of 20000`);
  t.comment(`${refused} of 20000`);
  t.end();
});

t.end();
