/** What counts as easy to guess, and what does not. */
import t from 'tap';
import { codesOf, weaknessOf, type PersonFacts, type PinWeakness } from '../../../base/weakPin.js';

const policy = { patterns: true, personal: true, common: ['password', '5201314'] };
const nobody: PersonFacts = { identifiers: [], birthDate: null };
const judge = (pin: string, person = nobody, rule = policy) => weaknessOf(codesOf(pin), rule, person);

await t.test('patterns', (t) => {
  const weak: Readonly<Record<Extract<PinWeakness, 'repeats' | 'run' | 'common'>, readonly string[]>> = {
    repeats: ['111111', 'aaaaAAAA', '121212', '123123', 'abcabc', 'abcdABCDa', '11111111112', '7777778', '112211'],
    run: [
      ...['123456', '654321', '890123', '234567890', 'abcdef', 'FEDCBA', 'AbCdEf', '135791', '2468acegi'],
      ...['a123456', '123456a', 'abc123', '111222333', '123321', '112233', 'a1b2c3', '010203', 'aaabbbccc'],
      ...['qwerty', 'QwErTyUi', 'poiuytrewq', 'asdfgh', 'qweasd', 'qwe123', '1qaz2wsx', 'qazwsx', '1q2w3e4r', '147258'],
      ...['2580123', '159357'],
    ],
    common: ['password', 'PASSWORD', 'Password1', 'password2026', '5201314', '520131488'],
  };
  for (const [weakness, pins] of Object.entries(weak)) for (const pin of pins) t.equal(judge(pin), weakness, pin);
  const good = [
    'Xk47pqm2',
    'Aa12345678',
    'Good1234',
    'Typed67890',
    '739204',
    '280517',
    'MyPassword7',
    'password20266',
    'TjwQ4',
  ];
  for (const pin of good) t.equal(judge(pin), null, pin);
  t.end();
});

await t.test('what is known of the person and the card', (t) => {
  const person: PersonFacts = {
    identifiers: ['A227563894', 'A227563894-01-0058', '陳怡君', 'Mary Chen-Lee', '4790D321ACBDF140C76A', ''],
    birthDate: '1985-03-07',
  };
  const ofId = [
    'A227563894',
    '227563894',
    '563894',
    '498365',
    'a22756',
    '2275638949',
    'xx227563894',
    '563894x',
    '401005',
  ];
  for (const pin of [...ofId, 'marychen', 'MaryC1', 'eelnehc', '4790D321', '321acb'])
    t.equal(judge(pin, person), 'personal', pin);
  const ofBirth = [
    '19850307',
    '850307',
    '03071985',
    '07031985',
    '070385',
    '198537',
    '740307',
    '0740307',
    '030774',
    '74037',
  ];
  for (const pin of [...ofBirth, 'K19850307', '70305891', '0307850']) t.equal(judge(pin, person), 'personal', pin);
  for (const pin of ['19860308', 'A227x63894', 'mary7k2q']) t.equal(judge(pin, person), null, pin);
  t.equal(judge('850307'), null, 'without a birth date only what is known is compared');
  t.equal(judge('850307', { identifiers: [], birthDate: '7 March 1985' }), null, 'a date that is none says nothing');
  t.end();
});

await t.test('an RA may switch each part off', (t) => {
  const person = { identifiers: ['A227563894'], birthDate: null };
  t.equal(judge('123456', person, { ...policy, patterns: false }), null);
  t.equal(judge('563894', person, { ...policy, personal: false }), null);
  t.equal(judge('password', person, { ...policy, common: [] }), null);
  t.end();
});

t.end();
