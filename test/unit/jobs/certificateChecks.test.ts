/** What a certificate must be before it is written to a card. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import t from 'tap';
import type { KeyUse } from '../../../base/terms.js';
import { checkIssued } from '../../../daemon/jobs/certification/checks.js';
import { createCertificate, randomSerialNumber } from '../../../base/pki/certificate.js';
import { keyUsage, type KeyUsage } from '../../../base/pki/extensions.js';
import { fitsTemplate, subjectOf } from '../../../sync/subjectTemplate.js';

const profile = { subject: 'CN={userIdentifier},OU=Unit\\, first,O=Finance,C=TW' };
const person = '70759028-00-000000000002';
const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = (key: typeof ca.publicKey): Uint8Array => new Uint8Array(key.export({ format: 'der', type: 'spki' }));
const newKey = (): Uint8Array => spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);

const usages: Readonly<Record<KeyUse, readonly KeyUsage[]>> = {
  sign: ['digitalSignature', 'nonRepudiation'],
  encrypt: ['keyAgreement'],
  signEncrypt: ['digitalSignature', 'keyAgreement'],
};
const end = new Date('2028-11-22T15:59:59Z');

interface Certificate {
  readonly use: KeyUse;
  readonly publicKey: Uint8Array;
  readonly subject?: string;
  readonly usage?: readonly KeyUsage[];
  readonly notAfter?: Date;
}

async function certificate({ use, publicKey, subject = person, usage, notAfter = end }: Certificate) {
  const issued = await createCertificate(
    {
      serialNumber: randomSerialNumber(randomBytes),
      subject: subjectOf(profile.subject, subject),
      issuer: [{ type: 'CN', value: 'CA' }],
      notBefore: new Date('2026-11-22T00:00:00Z'),
      notAfter,
      publicKey,
      extensions: [keyUsage(...(usage ?? usages[use]))],
    },
    {
      publicKey: spki(ca.publicKey),
      sign: (data) => Promise.resolve(new Uint8Array(sign('sha256', data, ca.privateKey))),
    },
  );
  return { use, certificate: issued };
}

const keys = { sign: newKey(), encrypt: newKey(), signEncrypt: newKey() };
const expected = (['sign', 'encrypt'] as const).map((use) => ({ use, publicKey: keys[use] }));
const good = { use: 'encrypt', publicKey: keys.encrypt } as const;

async function check(signing: Partial<Certificate>): Promise<unknown> {
  const issued = [await certificate({ use: 'sign', publicKey: keys.sign, ...signing }), await certificate(good)];
  return checkIssued(issued, expected, { ...profile, userIdentifier: person });
}

await t.test('certificates that are what they should be, of P-256 keys too', async (t) => {
  t.match(await check({}), [{ use: 'sign' }, { use: 'encrypt' }]);
  const both = await certificate({ use: 'signEncrypt', publicKey: keys.signEncrypt });
  const single = [{ use: 'signEncrypt', publicKey: keys.signEncrypt }] as const;
  t.match(checkIssued([both], single, { ...profile, userIdentifier: person }), [{ use: 'signEncrypt' }]);
});

await t.test('each way of being wrong has its code', async (t) => {
  for (const [wrong, reason] of [
    [{ publicKey: newKey() }, 'otherKey'],
    [{ subject: '70759028-00-000000000003' }, 'otherSubject'],
    [{ usage: ['digitalSignature', 'keyAgreement'] }, 'otherUsage'],
    [{ usage: ['keyAgreement'] }, 'otherUsage'],
    [{ notAfter: new Date(end.getTime() - 1000) }, 'otherEnd'],
  ] as const) {
    await t.rejects(check(wrong), { code: `job.obtainCertificates.${reason}` }, reason);
  }
  t.throws(() => checkIssued([], expected, { ...profile, userIdentifier: person }), {
    code: 'job.obtainCertificates.otherKey',
  });
});

await t.test('a subject of the RA, or of another', (t) => {
  t.ok(fitsTemplate(`CN=${person},OU=Unit\\, first,O=Finance,C=TW`, profile.subject));
  t.notOk(fitsTemplate(`CN=${person},OU=Unit\\, second,O=Finance,C=TW`, profile.subject));
  t.notOk(fitsTemplate(`CN=,OU=Unit\\, first,O=Finance,C=TW`, profile.subject));
  t.notOk(fitsTemplate(`CN=${person}`, profile.subject));
  t.notOk(fitsTemplate('no name', profile.subject));
  t.end();
});
t.end();
