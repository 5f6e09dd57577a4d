/** The release check at the gateway: orders and certificates of an RA that lies, before anything is written. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../base/clock.js';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { checkNewKey, checkOrder, checkRecord, checkRelease } from '../../../daemon/jobs/certification/release.js';
import { ReleaseTable } from '../../../daemon/ras/releaseTable.js';
import { pem, softKey } from '../sync/openssl.js';
import { certificateOf, newKey } from '../pki/listMaker.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
t.teardown(() => database.close());
const caKey = newKey();
const ca = await certificateOf({ name: 'CA', key: caKey, isCa: true });
const by = { name: 'CA', key: caKey };
const escrowKey = newKey();
const escrowCertificate = await certificateOf({ name: 'Escrow', key: escrowKey, by, usages: ['keyAgreement'] });
const digest = createHash('sha256').update(escrowKey.publicKey).digest('hex').toUpperCase();

type Context = Parameters<typeof checkOrder>[0];
const profile = { issuers: [pem(ca)], escrowKeys: [digest], clockToleranceMinutes: 5 };
function contextOf(cardSerial = '00AA', pins: Partial<typeof profile> = {}): Context {
  const services = {
    profile: { ...profile, ...pins },
    releases: new ReleaseTable(database, systemClock),
    now: () => new Date().toISOString(),
  };
  return { cardSerial, services } as unknown as Context;
}

const order = { id: 'O-1', cardSerial: '00AA', escrowCertificate, subject: '' } as unknown as Parameters<
  typeof checkOrder
>[1];

await t.test('an order for another card, and escrow keys that are not pinned', async (t) => {
  checkOrder(contextOf(), order);
  t.throws(() => checkOrder(contextOf('00BB'), order), { code: 'release.order.otherCard', facts: { found: '00AA' } });
  t.throws(() => checkOrder(contextOf('00AA', { ...profile, escrowKeys: [] }), order), {
    code: 'release.order.nothingPinned',
  });
  const code = 'release.order.otherEscrowKey';
  const attacker = await certificateOf({ name: 'Escrow', key: newKey(), by, usages: ['keyAgreement'] });
  t.throws(() => checkOrder(contextOf(), { ...order, escrowCertificate: attacker }), { code });
  const ended = { name: 'Escrow', key: escrowKey, by, from: new Date(0), to: new Date(1_000_000) };
  const expired = await certificateOf(ended);
  t.throws(() => checkOrder(contextOf(), { ...order, escrowCertificate: expired }), { code });
  t.throws(() => checkOrder(contextOf(), { ...order, escrowCertificate: Uint8Array.of(1) }), { code });
  t.throws(() => checkRecord(contextOf(), { cardSerial: null }), { code: 'release.order.otherCard' });
});

await t.test('a key that was made before, here or on another card', async (t) => {
  const key = newKey();
  await checkNewKey(contextOf(), 'sign', key.publicKey);
  const code = 'release.key.reused';
  await t.rejects(checkNewKey(contextOf(), 'encrypt', key.publicKey), { code });
  await t.rejects(checkNewKey(contextOf('00BB'), 'sign', key.publicKey), { code });
  const certificate = await certificateOf({ name: 'Lin', key, by });
  await checkRelease(contextOf(), [{ use: 'sign', publicKey: key.publicKey, certificate }]);
  await t.rejects(checkRelease(contextOf('00BB'), [{ use: 'sign', publicKey: key.publicKey, certificate }]), { code });
  await t.rejects(checkNewKey(contextOf(), 'sign', softKey('rsa', 1024).publicKey), { code: 'release.key.size' });
});

await t.test('a serial number that was used before', async (t) => {
  const pairOf = async (use: 'sign' | 'encrypt', serial: number) => {
    const key = newKey();
    const usages = [use === 'sign' ? 'digitalSignature' : 'keyAgreement'] as const;
    const wish = { name: 'Lin', key, by, usages, serial: Uint8Array.of(serial) };
    return { use, publicKey: key.publicKey, certificate: await certificateOf(wish) };
  };
  const code = 'release.certificate.serialReused';
  const [sign, encrypt] = [await pairOf('sign', 1), await pairOf('encrypt', 1)];
  await t.rejects(checkRelease(contextOf(), [sign, encrypt]), { code }, 'both of a card');
  const other = await pairOf('encrypt', 2);
  await checkRelease(contextOf(), [sign, other]);
  await checkRelease(contextOf(), [sign, other]);
  t.pass('the same ones again, after a restart');
  await t.rejects(checkRelease(contextOf('00CC'), [await pairOf('sign', 2)]), { code }, 'of another card');
  await t.rejects(checkRelease(contextOf('00CC'), [sign]), { code }, 'the same certificate on another card');
  const nothing = { code: 'release.order.nothingPinned' };
  await t.rejects(checkRelease(contextOf('00DD', { ...profile, issuers: [] }), [await pairOf('sign', 9)]), nothing);
  const stranger = await certificateOf({ name: 'CA', key: newKey(), isCa: true });
  const foreign = { code: 'release.certificate.signature', facts: { use: 'sign' } };
  await t.rejects(
    checkRelease(contextOf('00DD', { ...profile, issuers: [pem(stranger)] }), [await pairOf('sign', 9)]),
    foreign,
  );
});
