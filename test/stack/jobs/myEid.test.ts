/** A MyEID card through every layer: it is issued, its PIN is changed and unblocked, another is only prepared; OpenSC judges it. */
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = '', otherReader = ''] = site.pcsc.readers;
const pins = { pin1: '74019382', pin2: '50816437' };
const newPin = '38471926';
const unblockedPin = '61930274';

async function must(command: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await site.pcsc.run(command, args, { cwd: site.directory });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

await t.test('a blank card is issued, and OpenSC and openssl agree', async (t) => {
  const staff = await site.staff();
  const card = await site.pcsc.createCard({ family: 'myeid' });
  await card.insert(0);
  const reader = await staff.untilCard(readerName);
  const order = { readerId: reader.id, registrationId: 'R-0001', pins: { mode: 'chosen', ...pins } };
  const { id } = await staff.createJob({ kind: 'issueCard', ...order });
  const job = await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson', 'waitingForRa');
  t.equal(job.state, 'finished', JSON.stringify([job.failure, job.question]));
  if (job.state !== 'finished') throw new Error(JSON.stringify(job));
  t.equal(job.result?.lifeCycle, 'issued');
  // The gateway reads the card once more before it lets go of it.
  await staff.untilCard(readerName);

  const dump = await must('pkcs15-tool', '-D');
  for (const object of [/PIN \[PIN 1\]/, /PIN \[PIN 2\]/, /Signing key A/, /Encryption key A/]) t.match(dump, object);
  writeFileSync(join(site.directory, 'data'), 'to be signed');
  for (const [slot, id, pin] of [
    ['0', '45', pins.pin1],
    ['1', '65', pins.pin2],
  ] as const) {
    const certificate = await must('pkcs15-tool', '--read-certificate', id);
    writeFileSync(join(site.directory, 'own.pem'), certificate);
    t.match(await must('openssl', 'verify', '-CAfile', site.ra.ready.caFile, 'own.pem'), /: OK/);
    const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' });
    writeFileSync(join(site.directory, 'own.pub'), key);
    const login = ['--module', 'opensc-pkcs11.so', '--slot-index', slot, '--login', '--pin', pin, '--id', id];
    await must('pkcs11-tool', ...login, '-s', '-m', 'SHA256-RSA-PKCS', '-i', 'data', '-o', 'own.sig');
    const judge = ['dgst', '-sha256', '-verify', 'own.pub', '-signature', 'own.sig', 'data'];
    t.match(await must('openssl', ...judge), /Verified OK/);
    if (slot === '0') continue;
    await must('openssl', 'pkeyutl', '-encrypt', '-pubin', '-inkey', 'own.pub', '-in', 'data', '-out', 'data.enc');
    await must('pkcs11-tool', ...login, '--decrypt', '-m', 'RSA-PKCS', '-i', 'data.enc', '-o', 'data.dec');
    await must('cmp', 'data', 'data.dec');
  }
});

await t.test('its PIN is changed at the kiosk, blocked, and unblocked with the website password', async (t) => {
  const kiosk = await site.kiosk();
  const reader = await kiosk.untilCard(readerName);
  const finish = async (order: Record<string, unknown>): Promise<void> => {
    const { id } = await kiosk.createJob({ readerId: reader.id, ...order });
    const job = await kiosk.untilJob(id, 'finished', 'failed', 'waitingForPerson', 'waitingForRa');
    t.equal(job.state, 'finished', JSON.stringify(job.failure));
  };
  await finish({ kind: 'changePin', pin: 2, oldPin: pins.pin2, newPin });
  await kiosk.untilCard(readerName);
  for (const lastTryConfirmed of [false, false, true]) {
    const wrong = { kind: 'changePin', pin: 2, oldPin: '29384756', newPin: '60482915', lastTryConfirmed };
    const { id } = await kiosk.createJob({ readerId: reader.id, ...wrong });
    t.match((await kiosk.untilJob(id, 'failed', 'finished')).failure?.code, /card.pin/);
    await kiosk.untilCard(readerName);
  }
  t.match((await kiosk.untilCard(readerName)).card, { pins: [{ triesLeft: 3 }, { triesLeft: 0 }] });
  const credentials = { readerId: reader.id, pin: 2, account: 'demo01', password: 'Demo2026' };
  await kiosk.request('POST', '/api/authorisations', credentials);
  await finish({ kind: 'unblockPin', pin: 2, newPin: unblockedPin });
  t.match((await kiosk.untilCard(readerName)).card, { pins: [{ triesLeft: 3 }, { triesLeft: 3 }] });
  await finish({ kind: 'viewCard' });
  await kiosk.untilCard(readerName);
  await must('pkcs15-tool', '--verify-pin', '--auth-id', '02', '--pin', unblockedPin);
});

await t.test('another card is prepared, for a letter with its PINs', async (t) => {
  const staff = await site.staff();
  const card = await site.pcsc.createCard({ family: 'myeid' });
  await card.insert(1);
  const reader = await staff.untilCard(otherReader);
  const { id } = await staff.createJob({ kind: 'prepareCard', readerId: reader.id, registrationId: 'R-0002' });
  const job = await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson', 'waitingForRa');
  t.equal(job.state, 'finished', JSON.stringify(job.failure));
  t.match((await staff.untilCard(otherReader)).card, { family: 'myeid', pins: [{ triesLeft: 3 }, { triesLeft: 3 }] });
});
t.end();
