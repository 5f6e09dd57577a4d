/** Which passwords are refused as guessable. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { checkNewPassword } from '../../../daemon/operators/password.js';
import { codePointsOf, opaqueString } from '../../../daemon/operators/passwordText.js';

const check = (password: string, name = 'lin.yijun') => checkNewPassword(Secret.fromText(password), name);

await t.test('what a guesser tries first is refused', (t) => {
  const weak = [
    ...['aaaaaaaaaaaa', '123456789012', '210987654321', ' '.repeat(12), '\u3000'.repeat(12), 'abababababab'],
    ...[
      'abcabcabcabc',
      'password1234',
      'Password2026',
      'qwertyuiop12',
      '1qaz2wsx3edc',
      'abcdefghijkl',
      'iloveyou5201314',
    ],
    ...[
      'lin.yijun2026',
      'lin.yijunlin.yijun',
      '密碼密碼密碼密碼密碼密碼',
      'aabbccddeeff',
      '一一一一一一一一一一一一',
      'adminadmin123',
    ],
  ];
  for (const password of weak) t.throws(() => check(password), { code: 'staff.operator.passwordWeak' }, password);
  t.end();
});

await t.test('others are taken', (t) => {
  for (const password of ['counter-test-2468', 'long enough for it', '十二個字的密碼寫在這裡了', 'tR4mwzu-8kq!v']) {
    t.doesNotThrow(() => check(password), password);
  }
  t.throws(() => check('with a\u0007 bell in it'), { code: 'staff.operator.passwordCharacter' });
  t.throws(() => check('elf Zeichen'), { code: 'staff.operator.passwordLength' });
  t.end();
});

await t.test('the text that is compared: RFC 8265 §4.2', (t) => {
  const of = (text: string) => opaqueString(Secret.fromText(text))?.use((bytes) => new TextDecoder().decode(bytes));
  t.equal(of('correct horse battery staple'), 'correct horse battery staple');
  t.equal(of('Correct Horse Battery Staple'), 'Correct Horse Battery Staple', 'case stays');
  t.equal(of('πßå'), 'πßå');
  t.equal(of('Jack of ♦s'), 'Jack of ♦s');
  t.equal(of('foo\u1680bar'), 'foo bar', 'a blank is a blank');
  t.equal(of('my cat is a \u0009by'), undefined, 'no controls');
  t.equal(of('e\u0301'), 'é');
  t.strictSame(codePointsOf(Secret.fromText('aé龍𪚥')), [0x61, 0xe9, 0x9f8d, 0x2a6a5]);
  t.end();
});
