/** What an RA that lies could send back, and what of it is refused. */
import { randomBytes } from 'node:crypto';
import t from 'tap';
import { randomSerialNumber } from '../../../base/pki/certificate.js';
import { extendedKeyUsage } from '../../../base/pki/extensions.js';
import { certificateFault } from '../../../base/pki/releaseCheck/certificateCheck.js';
import { anExtension, certificateOf, newKey, type CertificateWish } from './listMaker.js';

const caKey = newKey();
const key = newKey();
const by = { name: 'CA', key: caKey };
const ca = await certificateOf({ name: 'CA', key: caKey, isCa: true });
const hourMs = 3_600_000;
const at = new Date();
const clockToleranceMs = 5 * 60_000;
const inHours = (hours: number): Date => new Date(at.getTime() + hours * hourMs);

async function faultOf(
  wish: Partial<CertificateWish>,
  issuers = [ca],
  use: 'sign' | 'encrypt' | 'signEncrypt' = 'sign',
) {
  const certificate = await certificateOf({ name: 'Lin', key, by, ...wish });
  return certificateFault(certificate, { use, publicKey: key.publicKey, issuers, at, clockToleranceMs });
}

await t.test('what was ordered passes', async (t) => {
  t.equal(await faultOf({}), null);
  t.equal(await faultOf({ usages: ['digitalSignature', 'nonRepudiation'] }), null);
  t.equal(await faultOf({ usages: ['keyAgreement'] }, [ca], 'encrypt'), null);
  t.equal(await faultOf({ usages: ['digitalSignature', 'keyAgreement'] }, [ca], 'signEncrypt'), null);
  t.equal(await faultOf({ extensions: [extendedKeyUsage('clientAuth')] }), null);
  t.equal(await faultOf({ serial: Uint8Array.of(1) }), null);
  t.equal(await faultOf({ from: inHours(0.05) }), null, 'the CA’s clock is three minutes ahead');
});

await t.test('each lie has its fault', async (t) => {
  const other = newKey();
  const impostor = await certificateOf({ name: 'CA', key: other, isCa: true });
  for (const [fault, wish] of [
    ['issuer', { by: { name: 'Other CA', key: other } }],
    ['signature', { by: { name: 'CA', key: other } }],
    ['expired', { from: new Date('2001-01-01T00:00:00Z'), to: new Date('2002-01-01T00:00:00Z') }],
    ['expired', { to: inHours(-0.01) }],
    ['notYetValid', { from: inHours(0.2), to: inHours(9) }],
    ['notYetValid', { from: inHours(24 * 400), to: inHours(24 * 800) }],
    ['authority', { isCa: true, usages: ['digitalSignature'] }],
    ['usage', { usages: ['digitalSignature', 'keyCertSign'] }],
    ['usage', { usages: ['digitalSignature', 'keyEncipherment'] }],
    ['usage', { usages: [] }],
    ['usage', { extensions: [extendedKeyUsage('serverAuth')] }],
    ['extension', { extensions: [anExtension('1.3.6.1.4.1.55555.1', true)] }],
    ['key', { key: other }],
    ['serial', { serial: Uint8Array.of(0) }],
    ['serial', { serial: Uint8Array.of(0x7f, ...randomBytes(21)) }],
    ['unreadable', { extensions: [anExtension('1.2.3', false), anExtension('1.2.3', false)] }],
    ['unreadable', { serial: Uint8Array.of(0x80, 1) }],
  ] as const) {
    t.equal(
      await faultOf({ serial: randomSerialNumber(randomBytes), ...wish }),
      fault,
      JSON.stringify(wish).slice(0, 90),
    );
  }
  t.equal(await faultOf({}, [impostor]), 'signature', 'a CA of the same name');
  t.equal(await faultOf({}, [impostor, ca]), null, 'whichever of two of the same name it is');
  t.equal(await faultOf({}, []), 'issuer');
  const certificate = await certificateOf({ name: 'Lin', key, by });
  const order = { use: 'sign', publicKey: key.publicKey, issuers: [ca], at, clockToleranceMs } as const;
  const changed = Uint8Array.from(certificate);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  t.equal(certificateFault(changed, order), 'signature');
  t.equal(certificateFault(certificate.subarray(0, 100), order), 'unreadable');
});

await t.test('the issuer itself has to be one, and in force', async (t) => {
  for (const [name, wish] of [
    ['no CA', { isCa: false, usages: ['keyCertSign'] }],
    ['may not sign certificates', { isCa: true, usages: ['cRLSign'] }],
    ['ended', { isCa: true, to: inHours(-1) }],
    ['not begun', { isCa: true, from: inHours(1) }],
  ] as const) {
    t.equal(await faultOf({}, [await certificateOf({ name: 'CA', key: caKey, ...wish })]), 'issuer', name);
  }
});
