/** PKCS #15 files are those that OpenSC writes and reads for this applet. */
import { execFileSync } from 'node:child_process';
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { CardProtocolError } from '../../../card/errors.js';
import { fileSystem, listEntry, pairOf, pinOfKey } from '../../../card/drivers/isoapplet/layout.js';
import { encodeEfDir } from '../../../card/pkcs15/directory.js';
import { objectId } from '../../../card/pkcs15/objects.js';

const plain = (value: string): string => value.replace('[HEX DUMP]', '').replace(/ +:/, ' ');

/** The structure as openssl sees it: depth, type and value a line; fails on what is no DER. */
function structure(der: Uint8Array): string[] {
  const lines: string[] = [];
  for (let rest = Buffer.from(der); rest.length > 0;) {
    const text = execFileSync('openssl', ['asn1parse', '-inform', 'DER'], { input: rest, encoding: 'utf8' });
    const parts = [...text.matchAll(/^ *(\d+):d=(\d+) +hl=(\d) l= *(\d+) (?:prim|cons): *(.*?) *$/gm)];
    const [first] = parts;
    if (first === undefined) throw new Error('openssl found nothing');
    const length = Number(first[3]) + Number(first[4]);
    for (const [, offset, depth, , , value] of parts) {
      if (Number(offset) < length) lines.push(`${depth ?? ''} ${plain(value ?? '')}`);
    }
    rest = rest.subarray(length);
  }
  return lines;
}

const labels = { token: 'Token', pin: 'User PIN' };
const rule = { minLength: 4, maxLength: 16, characters: '.' };
const files = fileSystem({ labels, reference: 1, serial: '4790D321ACBDF140C76A', pinRule: rule });
const contentAt = (id: string): Uint8Array =>
  files.application.find(({ place }) => place.id === id)?.content ?? new Uint8Array();

void t.test('EF.DIR and EF.ODF are those that OpenSC writes for this applet', (t) => {
  const directory = encodeEfDir('JavaCard isoApplet', '3F005015');
  t.equal(toHex(directory), '61284F0CA000000063504B43532D313550124A617661436172642069736F4170706C657451043F005015');
  const odf = 'A80A300804063F0050154401A00A300804063F0050154402A10A300804063F0050154403A40A300804063F0050154404';
  t.equal(toHex(contentAt('5031')), odf);
  t.end();
});

void t.test('EF.TokenInfo', (t) => {
  const serial = '4790D321ACBDF140C76A01';
  t.same(structure(contentAt('5032')), [
    '0 SEQUENCE',
    '1 INTEGER 00',
    `1 OCTET STRING ${serial}`,
    '1 UTF8STRING IsoApplet',
    '1 cont [ 0 ]',
    '1 BIT STRING',
  ]);
  t.end();
});

void t.test('EF.AODF differs from the one that OpenSC writes in its identifier and in the PIN being text', (t) => {
  const opensc = '302F300E0C08557365722050494E030206C030030401FFA11830160302028C0A0101020104020110020110800101040100';
  const expected = opensc.replace('0401FF', '040101').replace('0A0101', '0A0102');
  t.equal(toHex(contentAt('4401')), expected);
  t.end();
});

void t.test('keys and certificates', (t) => {
  const pair = { use: 'encrypt', place: 'b' } as const;
  t.same(structure(listEntry('privateKeys', pair)), [
    '0 SEQUENCE',
    '1 SEQUENCE',
    '2 UTF8STRING Encryption key B',
    '2 BIT STRING',
    '2 OCTET STRING 01',
    '1 SEQUENCE',
    '2 OCTET STRING F',
    '2 BIT STRING',
    '2 BIT STRING',
    '2 INTEGER 01',
    '1 cont [ 1 ]',
    '2 SEQUENCE',
    '3 SEQUENCE',
    '4 OCTET STRING 3F005015',
    '3 INTEGER 0800',
  ]);
  t.match(toHex(listEntry('publicKeys', pair)), /3F0050153301/);
  const entry = listEntry('certificates', { use: 'signEncrypt', place: 'a' });
  t.match(structure(entry), ['0 SEQUENCE', '1 SEQUENCE', '2 UTF8STRING Signing and encryption certificate A']);
  t.match(toHex(entry), /3F0050153400/);
  t.end();
});

void t.test('an entry tells its identifier', (t) => {
  for (const list of ['privateKeys', 'publicKeys', 'certificates'] as const) {
    for (const use of ['sign', 'encrypt', 'signEncrypt'] as const) {
      for (const place of ['a', 'b'] as const) {
        const pair = { use, place };
        t.same(pairOf(pinOfKey[use], objectId(listEntry(list, pair))), pair);
      }
    }
  }
  t.equal(objectId(fromHex('A003040145')), null, 'an object of another kind');
  t.equal(pairOf(1, Uint8Array.of(0x99)), null, 'a key of other software');
  t.equal(pairOf(2, Uint8Array.of(0x55)), null, 'one key for both is guarded by PIN 1');
  for (const garbage of ['3000', '300430020500', '30043000', '3005300030020500', '3003020101', '300730003003040145']) {
    t.throws(() => objectId(fromHex(garbage)), CardProtocolError, garbage);
  }
  t.end();
});
