/** AES-CMAC against the examples of RFC 4493 and NIST SP 800-38B; the paddings. */
import t from 'tap';
import { fromHex, toHex } from '../../../../base/bytes.js';
import { aesCmac, padded80, unpadded80 } from '../../../../card/globalplatform/blockCiphers.js';

const message = fromHex(
  '6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710',
);

/** Key, then the MACs of the first 0, 16, 40 and 64 bytes (RFC 4493 §4; SP 800-38B D.2 and D.3). */
const examples = [
  [
    '2B7E151628AED2A6ABF7158809CF4F3C',
    [
      'BB1D6929E95937287FA37D129B756746',
      '070A16B46B4D4144F79BDD9DD04A287C',
      'DFA66747DE9AE63030CA32611497C827',
      '51F0BEBF7E3B9D92FC49741779363CFE',
    ],
  ],
  [
    '8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B',
    [
      'D17DDF46ADAACDE531CAC483DE7A9367',
      '9E99A7BF31E710900662F65E617C5184',
      '8A1DE5BE2EB31AAD089A82E6EE908B0E',
      'A1D5DF0EED790F794D77589659F39A11',
    ],
  ],
  [
    '603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4',
    [
      '028962F61B7BF89EFC6B551F4667D983',
      '28A7023F452E8F82BD4BF28D8C37C35C',
      'AAF3D8F1DE5640C232F5B169B9C911E6',
      'E1992190549F6ED5696A2C056C315410',
    ],
  ],
] as const;

for (const [key, macs] of examples) {
  void t.test(`AES-${key.length * 4}`, (t) => {
    for (const [i, length] of [0, 16, 40, 64].entries()) {
      t.equal(toHex(aesCmac(fromHex(key), message.subarray(0, length))), macs[i], `${length} bytes`);
    }
    t.end();
  });
}

void t.test('a key of another length is none', (t) => {
  t.throws(() => aesCmac(new Uint8Array(15), message), RangeError);
  t.end();
});

void t.test('padding method 2 adds at least one byte, and is taken off as a whole', (t) => {
  t.equal(toHex(padded80(fromHex('01'), 8)), '0180000000000000');
  t.equal(toHex(padded80(new Uint8Array(8).fill(1), 8)), '01010101010101018000000000000000');
  for (const length of [0, 1, 7, 8, 9, 16]) {
    const plain = new Uint8Array(length).fill(0x80);
    t.same(unpadded80(padded80(plain, 8)), plain, `${length} bytes`);
  }
  t.equal(unpadded80(new Uint8Array(8)), null);
  t.equal(unpadded80(fromHex('0102')), null);
  t.end();
});
