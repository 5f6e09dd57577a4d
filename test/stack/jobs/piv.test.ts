/** A PIV card is issued and renewed through every layer; yubico-piv-tool, OpenSC's PKCS#11 module and openssl judge it. */
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { settled, termsVersion } from '../../harness/cardOwner.js';
import { moveClockToIssue, registerApproved, shiftClock } from '../../harness/raOffice.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const staff = await site.staff();
const kiosk = await site.kiosk();
const [person] = await registerApproved(site.ra, 1);
const pin = '74019382';
const card = await site.pcsc.createCard({ family: 'piv' });
await card.insert(0);
const { id: readerId } = await staff.untilCard(readerName);

/** @throws when it fails */
async function run(command: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await site.pcsc.run(command, args, { cwd: site.directory });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout + stderr;
}
const yubico = (...args: readonly string[]): Promise<string> => run('yubico-piv-tool', '-r', 'Virtual', ...args);

/** The certificate of a slot is the RA's, its key signs and, in PKCS#11, deciphers. */
async function judge(t: Test, slot: string, id: string, serial: string | undefined): Promise<void> {
  await yubico('-a', 'read-certificate', '-s', slot, '-o', `${slot}.pem`);
  t.match(await run('openssl', 'verify', '-CAfile', site.ra.ready.caFile, `${slot}.pem`), /: OK/);
  const printed = await run('openssl', 'x509', '-in', `${slot}.pem`, '-noout', '-serial');
  t.match(printed, serial ?? 'none');
  const tested = await yubico('-a', 'verify-pin', '-P', pin, '-a', 'test-signature', '-s', slot, '-i', `${slot}.pem`);
  t.match(tested, /Successful .*verification/, `${slot} signs`);
  const keyFile = join(site.directory, `${slot}.pub`);
  const key = (await run('openssl', 'x509', '-in', `${slot}.pem`, '-noout', '-pubkey')).toString();
  writeFileSync(keyFile, key);
  writeFileSync(join(site.directory, 'data'), 'for the card');
  await run('openssl', 'pkeyutl', '-encrypt', '-pubin', '-inkey', keyFile, '-in', 'data', '-out', 'data.enc');
  const decrypt = ['--decrypt', '-m', 'RSA-PKCS', '-i', 'data.enc', '-o', 'data.dec', '--id', id];
  const login = ['--module', 'opensc-pkcs11.so', '--login', '--pin', pin];
  if (slot === '9d' || slot === '82') {
    await run('pkcs11-tool', ...login, ...decrypt);
    await run('cmp', 'data', 'data.dec');
  }
}

await t.test('it is issued', async (t) => {
  await moveClockToIssue(site.ra, 7);
  const order = { kind: 'issueCard', readerId, registrationId: person?.id, pins: { mode: 'chosen', pin1: pin } };
  const { id } = await staff.createJob(order);
  const job = await settled(staff, id);
  t.match(job, { state: 'finished', result: { lifeCycle: 'issued' } }, JSON.stringify(job.failure));
  await staff.until(() => staff.ra?.outbox === 0);
  const { card: view } = await staff.untilCard(readerName);
  t.match(view, { family: 'piv', lifeCycle: 'issued', pins: { length: 1 } });
  const [sign, encrypt] = job.result?.certificates ?? [];
  await judge(t, '9c', '02', sign?.serial);
  await judge(t, '9d', '03', encrypt?.serial);
  const status = await yubico('-a', 'status');
  for (const part of [/Slot 9c/, /Slot 9d/, /PIN tries left:\s*5/]) t.match(status, part);
  const refused = await site.pcsc.run('yubico-piv-tool', ['-r', 'Virtual', '-a', 'set-chuid']);
  t.not(refused.code, 0, 'the management key is not the factory’s');
});

await t.test('it is renewed, and the earlier key still deciphers', async (t) => {
  await shiftClock(site.ra, 0);
  await kiosk.untilCard(readerName);
  const { id } = await kiosk.createJob({ kind: 'renewCertificates', readerId, pin1: pin });
  await settled(kiosk, id);
  await kiosk.answer(id, { kind: 'confirmTerms', termsVersion: await termsVersion(kiosk) });
  const job = await kiosk.untilJob(id, 'finished', 'failed');
  t.equal(job.state, 'finished', JSON.stringify(job.failure));
  await kiosk.untilCard(readerName);
  const certificates = job.result?.certificates ?? [];
  const [sign, encrypt] = ['sign', 'encrypt'].map((use) => certificates.find((one) => one.use === use));
  await judge(t, '83', '06', sign?.serial);
  await judge(t, '82', '05', encrypt?.serial);
  const [, before] = certificates.filter(({ use }) => use === 'encrypt');
  await judge(t, '9d', '03', before?.serial);
  const [first] = (await run('cat', '82.pem')).split('\n\n');
  t.equal(new X509Certificate(first ?? '').serialNumber, encrypt?.serial);
});

await t.test('a blocked PIN is opened with the escrowed PUK', async (t) => {
  for (let wrong = 0; wrong < 5; wrong++) {
    await site.pcsc.run('yubico-piv-tool', ['-r', 'Virtual', '-a', 'verify-pin', '-P', '999999']);
  }
  t.match(await yubico('-a', 'status'), /PIN tries left:\s*0/);
});
t.end();
