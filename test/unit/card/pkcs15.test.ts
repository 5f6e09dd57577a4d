import { execFileSync } from 'node:child_process';
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { certificateFiles, fileSystem, keyFiles } from '../../../card/drivers/isoapplet/layout.js';
import { encodeEfDir } from '../../../card/pkcs15/directory.js';

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
const files = fileSystem(labels, 1, '4790D321ACBDF140C76A', rule);
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
  const key = fromHex('3006020103020103');
  const [publicKey, publicEntry, privateEntry] = keyFiles('encrypt', key);
  t.same(publicKey?.content, key);
  t.same(structure(privateEntry?.content ?? key), [
    '0 SEQUENCE',
    '1 SEQUENCE',
    '2 UTF8STRING Encryption key',
    '2 BIT STRING',
    '2 OCTET STRING 01',
    '1 SEQUENCE',
    '2 OCTET STRING E',
    '2 BIT STRING',
    '2 BIT STRING',
    '2 INTEGER 00',
    '1 cont [ 1 ]',
    '2 SEQUENCE',
    '3 SEQUENCE',
    '4 OCTET STRING 3F005015',
    '3 INTEGER 0800',
  ]);
  t.match(toHex(publicEntry?.content ?? key), /3F0050153300/);
  const [certificate, entry] = certificateFiles('sign', key);
  t.same(certificate?.content, key);
  t.match(structure(entry?.content ?? key), ['0 SEQUENCE', '1 SEQUENCE', '2 UTF8STRING Signing certificate']);
  t.end();
});
