/** Cards behind a vendor's PKCS #11 module through every layer: SoftHSM2 holds what the cards in the readers would. pkcs11-tool judges. */
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { ApiClient } from '../../harness/apiClient.js';
import { Site } from '../../harness/site.js';
import { softHsm, softHsmModule } from '../../harness/softHsm.js';

const folder = mkdtempSync(join(tmpdir(), 'vendor-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const stock = async (name: string) => {
  mkdirSync(join(folder, name));
  return softHsm(join(folder, name), ['PIN 1', 'PIN 2']);
};
const [first, second] = [await stock('first'), await stock('second')];
/** One vendor for each reader: SoftHSM2 does not tell readers apart. */
const vendor = (number: number, reader: string, { environment, officerPinFile: soPinFile }: typeof first) => ({
  ...{
    family: `pkcs11-v${number}`,
    module: softHsmModule,
    atr: '.*',
    readers: `Virtual Reader ${reader}`,
    environment,
  },
  ...{ slotDescription: '^SoftHSM', tokenLabels: ['PIN 1', 'PIN 2'], soPinFile },
});
const broken = { ...vendor(2, 'B 00 00', first), module: 'missing.so' };
const site = await Site.start({
  readers: 4,
  settings: { vendorModules: [vendor(0, 'A 00 00', first), vendor(1, 'A 00 01', second), broken] },
});
t.teardown(() => site.stop());
const [readerName = '', otherReader = '', brokenReader = ''] = site.pcsc.readers;
const pins = { pin1: '74019382', pin2: '50816437' };
const [newPin, unblockedPin] = ['38471926', '61930274'];

async function finish(client: ApiClient, order: Record<string, unknown>) {
  const { id } = await client.createJob(order);
  const job = await client.untilJob(id, 'finished', 'failed', 'waitingForPerson', 'waitingForRa', 'waitingForCard');
  if (job.state !== 'finished') throw new Error(JSON.stringify([job.kind, job.failure, job.question]));
}

await t.test('a blank card is issued, and others read and use what was written', async (t) => {
  const staff = await site.staff();
  const card = await site.pcsc.createCard({ family: 'myeid' });
  await card.insert(0);
  const reader = await staff.untilCard(readerName);
  t.match(reader.card, { family: 'pkcs11-v0', lifeCycle: 'blank' });
  const order = { readerId: reader.id, registrationId: 'R-0001', pins: { mode: 'chosen', ...pins } };
  await finish(staff, { kind: 'issueCard', ...order });
  t.match((await staff.untilCard(readerName)).card, { lifeCycle: 'issued' });
  writeFileSync(join(folder, 'first', 'data'), 'to be signed');
  for (const [label, id, pin] of [
    ['PIN 1', '45', pins.pin1],
    ['PIN 2', '65', pins.pin2],
  ] as const) {
    const token = ['--token-label', label, '--id', id];
    await first.tool(...token, '--read-object', '--type', 'cert', '-o', 'own.der');
    const certificate = new X509Certificate(readFileSync(join(folder, 'first', 'own.der')));
    writeFileSync(join(folder, 'own.pem'), certificate.toString());
    const verified = await site.pcsc.run('openssl', ['verify', '-CAfile', site.ra.ready.caFile, 'own.pem'], {
      cwd: folder,
    });
    t.match(verified.stdout, /: OK/);
    const login = [...token, '--login', '--pin', pin];
    t.match(await first.tool(...login, '--list-objects'), /Private Key Object/);
    if (id === '45') await first.tool(...login, '-s', '-m', 'SHA256-RSA-PKCS', '-i', 'data', '-o', 'own.sig');
  }
});

await t.test('at the kiosk a PIN is changed, and set anew with the website password; the card is viewed', async (t) => {
  const kiosk = await site.kiosk();
  const { id: readerId } = await kiosk.untilCard(readerName);
  await finish(kiosk, { readerId, kind: 'changePin', pin: 2, oldPin: pins.pin2, newPin });
  await kiosk.untilCard(readerName);
  const { id } = await kiosk.createJob({ readerId, kind: 'changePin', pin: 2, oldPin: '29384756', newPin: '60482915' });
  t.match((await kiosk.untilJob(id, 'failed', 'finished')).failure, {
    code: 'card.pin.wrong',
    facts: { triesLeft: 2 },
  });
  t.match((await kiosk.untilCard(readerName)).card, { pins: [{ triesLeft: 3 }, { triesLeft: 2 }] });
  const credentials = { readerId, pin: 2, account: 'demo01', password: 'Demo2026' };
  await kiosk.request('POST', '/api/authorisations', credentials);
  await finish(kiosk, { readerId, kind: 'unblockPin', pin: 2, newPin: unblockedPin });
  t.match((await kiosk.untilCard(readerName)).card, { pins: [{ triesLeft: 3 }, { triesLeft: 3 }] });
  await finish(kiosk, { readerId, kind: 'viewCard' });
  await kiosk.untilCard(readerName);
  await first.tool('--token-label', 'PIN 2', '--login', '--pin', unblockedPin, '--list-objects');
});

await t.test('another card is prepared, for a letter with its PINs', async (t) => {
  const staff = await site.staff();
  const card = await site.pcsc.createCard({ family: 'myeid' });
  await card.insert(1);
  const { id: readerId } = await staff.untilCard(otherReader);
  await finish(staff, { kind: 'prepareCard', readerId, registrationId: 'R-0002' });
  t.match((await staff.untilCard(otherReader)).card, { lifeCycle: 'prepared', pins: [{ triesLeft: 3 }, {}] });
});

await t.test('a module that is missing costs its reader alone', async (t) => {
  const staff = await site.staff();
  const card = await site.pcsc.createCard({ family: 'myeid' });
  await card.insert(2);
  const broken = await staff.until(() =>
    [...staff.readers.values()].find(({ pcscName, card }) => pcscName === brokenReader && card?.state === 'failed'),
  );
  t.match(broken.card, { failure: { code: 'module.load.missing' } });
  t.match((await staff.untilCard(readerName)).card, { family: 'pkcs11-v0' });
});
t.end();
