/** Requests, certificates, signatures and sealed values, each judged by openssl. */
import { createHash, privateDecrypt, randomBytes, constants } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import {
  certificateKeySigned,
  createCertificate,
  randomSerialNumber,
  readCertificate,
} from '../../../base/pki/certificate.js';
import { createCertificationRequest, readCertificationRequest } from '../../../base/pki/certificationRequest.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  subjectKeyIdentifier,
} from '../../../base/pki/extensions.js';
import { describePublicKey } from '../../../base/pki/keys.js';
import { distinguishedNameText, type DistinguishedName } from '../../../base/pki/names.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { sealedToCheck, openSealed, openSealedBy, sealTo, UnsealError } from '../../../base/pki/sealed.js';
import { openssl, pem, privatePem, softKey, Workbench, type SoftKey } from './openssl.js';

const issuerName: DistinguishedName = [
  { type: 'C', value: 'TW' },
  { type: 'O', value: 'Finance' },
  { type: 'OU', value: '測試, "CA"' },
  { type: 'CN', value: 'Root + one' },
];
const subjectName: DistinguishedName = [
  { type: 'C', value: 'TW' },
  { type: 'O', value: 'Finance' },
  { type: 'CN', value: '70759028-00-000000000002' },
];

let bench: Workbench;
const caKey = softKey('rsa');
const holderKey = softKey('rsa');
t.before(async () => {
  bench = await Workbench.open();
});
t.after(() => bench.close());

async function certificateFor(key: SoftKey, isCa: boolean): Promise<Uint8Array> {
  return createCertificate(
    {
      serialNumber: randomSerialNumber(randomBytes),
      subject: isCa ? issuerName : subjectName,
      issuer: issuerName,
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date('2051-03-04T15:59:59Z'),
      publicKey: key.publicKey,
      extensions: [
        basicConstraints(isCa),
        isCa ? keyUsage('keyCertSign', 'cRLSign') : keyUsage('digitalSignature', 'nonRepudiation'),
        subjectKeyIdentifier(key.publicKey),
        authorityKeyIdentifier(caKey.publicKey),
      ],
    },
    caKey,
  );
}

void t.test('openssl verifies a PKCS #10 request that an external key signed', async (t) => {
  for (const kind of ['rsa', 'ec'] as const) {
    const key = softKey(kind);
    const request = await createCertificationRequest(subjectName, key);
    const path = await bench.put(`${kind}.csr`, request);
    t.match(await openssl(`req -inform DER -in ${path} -noout -verify`), /verify OK/);
    t.equal(
      (await openssl(`req -inform DER -in ${path} -noout -subject -nameopt RFC2253`)).trim(),
      `subject=${distinguishedNameText(subjectName)}`,
    );
    const facts = readCertificationRequest(request);
    t.equal(facts.signatureValid, true);
    t.same(facts.publicKey, key.publicKey);
  }
});

void t.test('a request signed by another key, or changed afterwards, fails', async (t) => {
  const other = softKey('rsa');
  const foreign = await createCertificationRequest(subjectName, {
    publicKey: holderKey.publicKey,
    sign: (data) => other.sign(data),
  });
  t.equal(readCertificationRequest(foreign).signatureValid, false);
  const changed = await createCertificationRequest(subjectName, holderKey);
  const at = Buffer.from(changed).indexOf('70759028');
  changed[at] = 0x38;
  t.equal(readCertificationRequest(changed).signatureValid, false);
  t.throws(() => readCertificationRequest(Uint8Array.of(0x30, 0x03, 0x02, 0x01)));
  t.throws(() => readCertificationRequest(randomBytes(300)));
});

void t.test('openssl verifies a certificate and reads the same facts from it', async (t) => {
  const ca = await certificateFor(caKey, true);
  const certificate = await certificateFor(holderKey, false);
  const caPath = await bench.put('ca.pem', pem(ca));
  const path = await bench.put('holder.cer', certificate);
  t.match(await openssl(`verify -x509_strict -CAfile ${caPath} ${path}`), /OK/);

  const facts = readCertificate(certificate);
  const printed = await openssl(
    `x509 -inform DER -in ${path} -noout -serial -subject -issuer -enddate -dateopt iso_8601 -nameopt RFC2253,-esc_msb,utf8`,
  );
  t.match(printed, `serial=${facts.serial}\n`);
  t.match(printed, `subject=${facts.subject}\n`);
  t.match(printed, `issuer=${facts.issuer}\n`);
  t.match(printed, 'notAfter=2051-03-04 15:59:59Z\n');
  t.equal(facts.notAfter, '2051-03-04T15:59:59.000Z');
  t.same(facts.publicKey, holderKey.publicKey);
  t.match(
    await openssl(`x509 -in ${path} -noout -ext keyUsage,basicConstraints`),
    /Digital Signature, Non Repudiation/,
  );
});

void t.test('a signature is checked against the certificate of its key', async (t) => {
  const certificate = await certificateFor(holderKey, false);
  const challenge = randomBytes(32);
  const signature = await holderKey.sign(challenge);
  t.equal(certificateKeySigned(certificate, challenge, signature), true);
  t.equal(certificateKeySigned(certificate, randomBytes(32), signature), false);
  t.equal(certificateKeySigned(certificate, challenge, await caKey.sign(challenge)), false);
});

void t.test('openssl opens what is sealed to an RSA certificate', async (t) => {
  const certificate = await certificateFor(holderKey, false);
  const sealed = await sealTo(certificate, Secret.fromText('12345678abcdEFGH'));
  const opened = await openssl(
    `cms -decrypt -binary -inform DER -in ${await bench.put('rsa.cms', sealed)} -recip ${await bench.put('rsa.pem', pem(certificate))} -inkey ${await bench.put('rsa.key', privatePem(holderKey))}`,
  );
  t.equal(opened, '12345678abcdEFGH');
  const isSealed = sealedToCheck(certificate);
  t.equal(isSealed(sealed), true);
  t.equal(sealedToCheck(await certificateFor(holderKey, false))(sealed), false);
  t.equal(isSealed(randomBytes(200)), false);
  for (let length = 0; length < sealed.length; length += 7) t.equal(isSealed(sealed.subarray(0, length)), false);
  t.notMatch(Buffer.from(sealed).toString('latin1'), '12345678');
});

void t.test('what openssl seals to an RSA certificate is opened here', async (t) => {
  const certificate = await certificateFor(holderKey, false);
  const out = await bench.put('peer.cms', '');
  await openssl(
    `cms -encrypt -binary -aes-256-cbc -in ${await bench.put('plain', 'of the peer')} -outform DER -out ${out} -recip ${await bench.put('peer.pem', pem(certificate))} -keyopt rsa_padding_mode:oaep`,
  );
  const sealed = await readFile(out);
  const byKey = await openSealed(sealed, pkcs8(holderKey), certificate);
  t.equal(
    byKey.use((bytes) => Buffer.from(bytes).toString()),
    'of the peer',
  );
  const byToken = await openSealedBy(sealed, (encryptedKey) => Promise.resolve(oaepDecrypt(holderKey, encryptedKey)));
  t.equal(
    byToken.use((bytes) => Buffer.from(bytes).toString()),
    'of the peer',
  );
  await t.rejects(openSealed(sealed, pkcs8(caKey), certificate), UnsealError);
  await t.rejects(
    openSealedBy(randomBytes(64), () => Promise.resolve(new Uint8Array(32))),
    UnsealError,
  );
});

void t.test('a recipient for one operation opens what was sealed to it, as openssl sees it too', async (t) => {
  const recipient = await createOperationRecipient('one operation');
  const sealed = await sealTo(recipient.certificate, Secret.fromText('87654321'));
  const opened = await recipient.open(sealed);
  t.equal(
    opened.use((bytes) => Buffer.from(bytes).toString()),
    '87654321',
  );

  const path = await bench.put('recipient.pem', pem(recipient.certificate));
  t.match(await openssl(`verify -x509_strict -CAfile ${path} ${path}`), /OK/);
  const other = await createOperationRecipient('another operation');
  await t.rejects(other.open(sealed), UnsealError);
  recipient.dispose();
  await t.rejects(recipient.open(sealed));
});

void t.test('openssl opens what is sealed to a P-256 certificate', async (t) => {
  const key = softKey('ec');
  const certificate = await certificateFor(key, false);
  const sealed = await sealTo(certificate, Secret.fromText('to P-256'));
  const opened = await openssl(
    `cms -decrypt -binary -inform DER -in ${await bench.put('ec.cms', sealed)} -recip ${await bench.put('ec.pem', pem(certificate))} -inkey ${await bench.put('ec.key', privatePem(key))}`,
  );
  t.equal(opened, 'to P-256');
});

void t.test('keys and serial numbers', (t) => {
  t.same(describePublicKey(holderKey.publicKey), { kind: 'rsa', bits: 2048, exponent: 65537n });
  t.same(describePublicKey(softKey('ec').publicKey), { kind: 'ec', bits: 256, exponent: 0n });
  const serials = new Set<string>();
  for (let i = 0; i < 100; i++) {
    const serial = randomSerialNumber(randomBytes);
    t.ok(serial.length === 16 && (serial[0] ?? 0) >= 0x40 && (serial[0] ?? 0) < 0x80);
    serials.add(createHash('sha256').update(serial).digest('hex'));
  }
  t.equal(serials.size, 100);
  t.end();
});

function pkcs8(key: SoftKey): Secret {
  return Secret.takeBytes(key.privateKey.export({ format: 'der', type: 'pkcs8' }));
}

function oaepDecrypt(key: SoftKey, encryptedKey: Uint8Array): Uint8Array {
  return privateDecrypt(
    { key: key.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    encryptedKey,
  );
}
