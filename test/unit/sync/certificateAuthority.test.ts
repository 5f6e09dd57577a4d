/** What the reference CA writes into a certificate of each use, as openssl reads it. */
import { randomBytes } from 'node:crypto';
import t from 'tap';
import { createCertificate, randomSerialNumber } from '../../../base/pki/certificate.js';
import { basicConstraints, keyUsage } from '../../../base/pki/extensions.js';
import { CertificateAuthority } from '../../../sync/reference-ra/ca/certificateAuthority.js';
import { openssl, softKey, Workbench } from './openssl.js';

const hourMs = 3_600_000;
const validity = { notBefore: new Date(Date.now() - hourMs), notAfter: new Date(Date.now() + hourMs) };

void t.test('key usage by use', async (t) => {
  const bench = await Workbench.open();
  t.teardown(() => bench.close());
  const caKey = softKey('rsa');
  const name = [{ type: 'CN', value: 'CA' }] as const;
  const root = await createCertificate(
    {
      notBefore: validity.notBefore,
      notAfter: new Date(Date.now() + 2 * hourMs),
      serialNumber: randomSerialNumber(randomBytes),
      subject: name,
      issuer: name,
      publicKey: caKey.publicKey,
      extensions: [basicConstraints(true), keyUsage('keyCertSign')],
    },
    caKey,
  );
  const ca = new CertificateAuthority({ signer: caKey, name, certificate: root, crlUrl: null });
  const keys = { rsa: softKey('rsa'), ec: softKey('ec') };
  for (const [use, kind, words] of [
    ['sign', 'rsa', 'Digital Signature, Non Repudiation'],
    ['encrypt', 'rsa', 'Key Encipherment, Data Encipherment'],
    ['encrypt', 'ec', 'Key Agreement'],
    ['signEncrypt', 'rsa', 'Digital Signature, Non Repudiation, Key Encipherment, Data Encipherment'],
    ['signEncrypt', 'ec', 'Digital Signature, Non Repudiation, Key Agreement'],
  ] as const) {
    const { certificate } = await ca.issue({ subject: name, use, publicKey: keys[kind].publicKey, validity });
    const path = await bench.put(`${use}-${kind}.cer`, certificate);
    const printed = await openssl(`x509 -inform DER -in ${path} -noout -ext keyUsage`);
    t.match(printed, new RegExp(`^ *${words}$`, 'm'), `${use} ${kind}`);
  }
});
