/** CRLs, with openssl as the judge. */
import { randomBytes } from 'node:crypto';
import t from 'tap';
import { createCertificate, randomSerialNumber } from '../../../base/pki/certificate.js';
import { basicConstraints, keyUsage, subjectKeyIdentifier } from '../../../base/pki/extensions.js';
import { isRevocationList } from '../../../base/pki/revocationList.js';
import { isListOf, revocationListParts, revokedSerials } from '../../../base/pki/revocationListParts.js';
import { CertificateAuthority } from '../../../sync/reference-ra/ca/certificateAuthority.js';
import { openssl, pem, softKey, Workbench } from './openssl.js';

const hourMs = 3_600_000;
const name = [
  { type: 'C', value: 'TW' },
  { type: 'CN', value: 'CA' },
] as const;

for (const kind of ['rsa', 'ec'] as const) {
  void t.test(`a CRL signed with ${kind}`, async (t) => {
    const bench = await Workbench.open();
    t.teardown(() => bench.close());
    const key = softKey(kind);
    const now = Date.now();
    const validity = { notBefore: new Date(now - hourMs), notAfter: new Date(now + hourMs) };
    const root = await createCertificate(
      {
        ...validity,
        notAfter: new Date(now + 2 * hourMs),
        serialNumber: randomSerialNumber(randomBytes),
        subject: name,
        issuer: name,
        publicKey: key.publicKey,
        extensions: [basicConstraints(true), keyUsage('keyCertSign', 'cRLSign'), subjectKeyIdentifier(key.publicKey)],
      },
      key,
    );
    const crlUrl = 'http://crl.example/ca.crl';
    const ca = new CertificateAuthority({ signer: key, name, certificate: root, crlUrl });
    const caFile = await bench.put('ca.pem', pem(root));
    const [revoked, good] = await Promise.all(
      ['revoked', 'good'].map(async (who) => {
        const issued = await ca.issue({
          subject: [{ type: 'CN', value: who }],
          use: 'sign',
          publicKey: softKey('ec').publicKey,
          validity,
        });
        return { ...issued, file: await bench.put(`${who}.pem`, pem(issued.certificate)) };
      }),
    );
    if (revoked === undefined || good === undefined) throw new Error('two certificates');
    const printed = await openssl(`x509 -in ${good.file} -noout -ext crlDistributionPoints`);
    t.match(printed, `URI:${crlUrl}`);

    const times = { thisUpdate: new Date(now - hourMs), nextUpdate: new Date(now + 24 * hourMs) };
    const entries = [
      { serial: revoked.serial, revokedAt: new Date(now - hourMs), reason: 'keyCompromise' },
      { serial: 'FF01', revokedAt: new Date(now - hourMs), reason: 'certificateHold' },
      { serial: '02', revokedAt: new Date('2051-01-01T00:00:00Z'), reason: 'unspecified' },
    ] as const;
    const list = await ca.revocationList(258, entries, times);
    const listFile = await bench.put('ca.crl', list);
    const text = await openssl(`crl -inform DER -in ${listFile} -noout -text -CAfile ${caFile} -verify`);
    t.match(text, /^verify OK$/m);
    t.match(text, /Version 2/);
    t.match(text, /X509v3 CRL Number: *\n *258/);
    t.match(text, 'X509v3 Authority Key Identifier');
    t.match(text, new RegExp(`Serial Number: ${revoked.serial}\\n[^]*?Key Compromise`));
    t.match(text, /Serial Number: FF01\n[^]*?Certificate Hold/);
    t.match(text, /Serial Number: 02\n *Revocation Date: Jan +1 00:00:00 2051 GMT\n *Signature/, 'no reason');

    const pemList = await bench.put('ca.crl.pem', await openssl(`crl -inform DER -in ${listFile}`));
    const verify = `verify -crl_check -CAfile ${caFile} -CRLfile ${pemList}`;
    t.match(await openssl(`${verify} ${good.file}`), /OK/);
    await t.rejects(openssl(`${verify} ${revoked.file}`), /certificate revoked/);

    const parts = revocationListParts(list);
    t.ok(isListOf(parts, root));
    t.same([...revokedSerials(parts, null).serials], [revoked.serial, 'FF01', '02']);
    t.equal(parts.nextUpdate?.getTime(), Math.floor(+times.nextUpdate / 1000) * 1000);
    const empty = await ca.revocationList(259, [], times);
    t.same([...revokedSerials(revocationListParts(empty), null).serials], []);
    t.match(await openssl(`crl -inform DER -in ${await bench.put('empty.crl', empty)} -noout -text`), /No Revoked/);

    const other = new CertificateAuthority({ signer: softKey('ec'), name, certificate: root, crlUrl: null });
    const forged = await other.revocationList(1, [], times);
    t.notOk(isListOf(revocationListParts(forged), root), 'by another CA of the same name');
    t.ok(isRevocationList(forged));
    t.notOk(isRevocationList(Buffer.from('<html>')));
  });
}
