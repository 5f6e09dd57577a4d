/** Small things read of a card: CPLC, answers to reset, PIN rules. */
import t from 'tap';
import { fromHex } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { PinRule } from '../../../card/drivers/driver.js';
import { CardProtocolError, PinRuleError } from '../../../card/errors.js';
import { checkPin, intersectPinRules } from '../../../card/drivers/pinRule.js';
import { cardUniqueIdentifier, parseCplc } from '../../../card/globalplatform/cplc.js';
import { parseAtr } from '../../../card/iso7816/atr.js';

const cplc = '4790D3214700000000006351F140C76AACBD48106355' + '00'.repeat(20);

void t.test('CPLC', (t) => {
  t.equal(cardUniqueIdentifier(parseCplc(fromHex(`9F7F2A${cplc}`))), '4790D321ACBDF140C76A');
  t.equal(cardUniqueIdentifier(parseCplc(fromHex(cplc))), '4790D321ACBDF140C76A');
  for (const bad of ['', '9F7F', `9F7F29${cplc.slice(2)}`, '00', cplc.slice(2)]) {
    t.throws(() => parseCplc(fromHex(bad)), CardProtocolError, bad);
  }
  t.throws(() => cardUniqueIdentifier(parseCplc(new Uint8Array(42))), CardProtocolError);
  t.throws(() => cardUniqueIdentifier(parseCplc(new Uint8Array(42).fill(0xff))), CardProtocolError);
  t.end();
});

void t.test('answers to reset', (t) => {
  t.same(parseAtr(fromHex('3B80800101')), { protocols: [0, 1], historicalBytes: new Uint8Array() });
  // J3R180, and a T=0 card without a check byte.
  t.same(parseAtr(fromHex('3BD518FF8191FE1FC38073C8211309'))?.protocols, [1]);
  t.same(parseAtr(fromHex('3B021450')), { protocols: [0], historicalBytes: fromHex('1450') });
  for (const bad of [
    '',
    '3B',
    '00',
    '3C80800101',
    '3B80800100',
    '3B808001',
    '3B02145000',
    '3BFF',
    `3B0F${'00'.repeat(40)}`,
  ]) {
    t.equal(parseAtr(fromHex(bad)), null, bad);
  }
  t.end();
});

void t.test('PIN rules', (t) => {
  const card: PinRule = { minLength: 4, maxLength: 8, characters: '[0-9A-Za-z]' };
  const policy: PinRule = { minLength: 6, maxLength: 16, characters: '[0-9]' };
  t.same(intersectPinRules([card, policy]), { minLength: 6, maxLength: 8 });
  t.throws(() => intersectPinRules([card, { ...policy, minLength: 9 }]), RangeError);
  const check =
    (text: string, rules = [card, policy]) =>
    () =>
      checkPin(Secret.fromText(text), rules);
  check('123456')();
  check('12345678')();
  check('abcd', [card])();
  t.throws(check('12345'), new PinRuleError('tooShort', 6, 8));
  t.throws(check('123456789'), new PinRuleError('tooLong', 6, 8));
  t.throws(check('12345a'), new PinRuleError('digits', 6, 8));
  t.throws(check('pass 1', [card]), PinRuleError);
  t.throws(check('密碼', [{ ...card, characters: '.' }]), PinRuleError);
  t.throws(check('1234\u0000', [{ ...card, characters: '.' }]), PinRuleError);
  t.end();
});
