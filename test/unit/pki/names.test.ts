/** Names as they are structured, and identifiers that are never changed; openssl is the judge. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { createCertificate, readCertificate } from '../../../base/pki/certificate.js';
import { certificateParts } from '../../../base/pki/certificateParts.js';
import { crlDistributionPoint, subjectAltName } from '../../../base/pki/extensions.js';
import { distinguishedNameText, encodeName, NameSyntaxError } from '../../../base/pki/names.js';
import { sameName } from '../../../base/pki/nameStructure.js';
import { fitsTemplate, subjectOf, subjectText } from '../../../sync/subjectTemplate.js';
import { openssl, softKey, Workbench } from '../sync/openssl.js';

const bench = await Workbench.open();
t.teardown(() => bench.close());

/** A self-signed certificate of openssl. @param subject as openssl writes it: `/CN=…` */
async function made(subject: string): Promise<Uint8Array> {
  const [key, out] = [await bench.put('key', ''), await bench.put('made.der', '')];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-utf8',
    '-multivalue-rdn',
  ];
  execFileSync('openssl', [...args, '-keyout', key, '-outform', 'DER', '-out', out, '-subj', subject], {
    stdio: 'pipe',
  });
  return new Uint8Array(readFileSync(out));
}

await t.test('D8: attributes of one RDN are not two RDNs', async (t) => {
  const joined = await made('/C=TW/CN=Wang+serialNumber=A123');
  const apart = await made('/C=TW/CN=Wang/serialNumber=A123');
  t.equal(readCertificate(joined).subject, 'CN=Wang+SERIALNUMBER=A123,C=TW');
  t.equal(readCertificate(apart).subject, 'SERIALNUMBER=A123,CN=Wang,C=TW');
  const template = 'SERIALNUMBER={userIdentifier},CN=Wang,C=TW';
  t.equal(readCertificate(apart).subject, subjectText(template, 'A123'));
  t.not(readCertificate(joined).subject, subjectText(template, 'A123'), 'what is ordered has two');
  t.ok(fitsTemplate(readCertificate(apart).subject, template));
  t.notOk(fitsTemplate(readCertificate(joined).subject, template));
  const [one, two] = [joined, apart].map((certificate) => certificateParts(certificate).subject);
  if (one === undefined || two === undefined) throw new Error('two names');
  t.notOk(sameName(one, two));
  t.ok(sameName(one, one));
  const other = certificateParts(await made('/C=TW/serialNumber=A123+CN=WANG')).subject;
  t.ok(sameName(one, other), 'the order inside of an RDN, and the case, mean nothing');
});

await t.test('D9: an identifier is written as it is', async (t) => {
  const key = softKey('ec');
  for (const [identifier, type] of [
    ['統編-1', 'UTF8STRING'],
    ['a_b@c', 'UTF8STRING'],
    ['é', 'UTF8STRING'],
    ['70759028-00', 'PRINTABLESTRING'],
  ] as const) {
    const subject = subjectOf('SERIALNUMBER={userIdentifier},C=TW', identifier);
    const dates = { notBefore: new Date(), notAfter: new Date(Date.now() + 60_000) };
    const template = { serialNumber: Uint8Array.of(1), subject, issuer: subject, publicKey: key.publicKey, ...dates };
    const certificate = await createCertificate({ ...template, extensions: [] }, key);
    t.equal(readCertificate(certificate).subject, `SERIALNUMBER=${identifier},C=TW`);
    const path = await bench.put('named.der', certificate);
    t.match(
      await openssl(`x509 -inform DER -in ${path} -noout -subject -nameopt RFC2253,-esc_msb,utf8`),
      `subject=serialNumber=${identifier},C=TW`,
    );
    t.match(await openssl(`asn1parse -inform DER -in ${path}`), new RegExp(`serialNumber[^]*?${type}`));
  }
  t.throws(() => encodeName([{ type: 'C', value: '臺灣' }]), NameSyntaxError);
  t.throws(() => distinguishedNameText(subjectOf('CN=x,C={userIdentifier}', 'T1')), NameSyntaxError);
  t.throws(() => crlDistributionPoint('http://crl.example/清單.crl'), /ASCII/);
  t.throws(() => subjectAltName(['伺服器.example'], []), /ASCII/);
});
