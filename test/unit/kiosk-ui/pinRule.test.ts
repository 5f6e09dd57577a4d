/** The entry of a PIN takes only what its rule allows. */
import t from 'tap';
import { card } from './fixtures.js';
import { append, breachOf, weaknessIn, wordsOf } from '../../../kiosk-ui/parts/pinRule.js';

const rule = { minLength: 6, maxLength: 8, characters: '[0-9A-Za-z]' };

await t.test('a character joins when the rule allows it', (t) => {
  t.same(append({ rule, text: '12', character: 'a' }), { text: '12a' });
  t.same(append({ rule, text: '', character: '７' }), { text: '7' }, 'full width of an input method');
  t.same(append({ rule, text: '', character: 'Ａ' }), { text: 'A' });
  t.same(append({ rule, text: '', character: '-' }), { breach: 'badCharacter' });
  t.same(append({ rule, text: '', character: '密' }), { breach: 'badCharacter' });
  t.same(append({ rule, text: '12345678', character: '9' }), { breach: 'tooLong' });
  t.end();
});

await t.test('a card that takes digits alone is spoken of so', (t) => {
  t.same(wordsOf(rule), { min: 6, max: 8, of: 'characters' });
  t.equal(wordsOf({ ...rule, characters: '[0-9]' }).of, 'digits');
  t.equal(wordsOf({ ...rule, characters: '(?=[0-9A-Za-z])[0-9]' }).of, 'digits', 'what card and RA allow both');
  t.equal(wordsOf({ ...rule, characters: '[0-9A-F]' }).of, 'characters');
  t.end();
});

await t.test('a whole entry', (t) => {
  t.equal(breachOf(rule, '12345'), 'tooShort');
  t.equal(breachOf(rule, '123456'), null);
  t.equal(breachOf(rule, '123456789'), 'tooLong');
  t.equal(breachOf(rule, '12345 6'), 'badCharacter');
  t.end();
});

await t.test('a new PIN is judged while it is typed, once it is long enough', (t) => {
  const { pinRule } = card(3, 3);
  const known = ['A227563894', '4790534D000027'];
  t.equal(weaknessIn(pinRule, '12345', known), null);
  t.equal(weaknessIn(pinRule, '123456', known), 'pinRuns');
  t.equal(weaknessIn(pinRule, '123456k', known), 'pinRuns');
  t.equal(weaknessIn(pinRule, '123456kx', known), null, 'two more make it another');
  t.equal(weaknessIn(pinRule, '121212', known), 'pinRepeats');
  t.equal(weaknessIn(pinRule, 'ILoveYou1', known), 'pinCommon');
  t.equal(weaknessIn(pinRule, '563894', known), 'pinPersonal');
  const off = { ...pinRule, weak: { patterns: false, personal: false, common: [] } };
  t.equal(weaknessIn(off, '123456', known), null);
  t.end();
});
