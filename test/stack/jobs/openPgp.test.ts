/** An OpenPGP card is issued through every layer; openpgp-tool, pkcs15-tool, pkcs11-tool, openssl and, where it is installed, gpg judge it. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { settled } from '../../harness/cardOwner.js';
import { moveClockToIssue, registerApproved } from '../../harness/raOffice.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const staff = await site.staff();
const [person] = await registerApproved(site.ra, 1);
const pin = '74019382';
const otherPin = '85026173';
const card = await site.pcsc.createCard({ family: 'openpgp' });
await card.insert(0);
const { id: readerId } = await staff.untilCard(readerName);
const scdaemon = ['/usr/lib/gnupg/scdaemon', '/usr/libexec/scdaemon', '/usr/lib/gnupg2/scdaemon'].find(existsSync);

/** @throws when it fails */
async function run(command: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await site.pcsc.run(command, args, { cwd: site.directory });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout + stderr;
}

await t.test('it is issued, and the judges read and use what was written', async (t) => {
  await moveClockToIssue(site.ra, 7);
  const order = { kind: 'issueCard', readerId, registrationId: person?.id, pins: { mode: 'chosen', pin1: pin } };
  const { id } = await staff.createJob(order);
  const job = await settled(staff, id);
  t.match(job, { state: 'finished', result: { lifeCycle: 'issued' } }, JSON.stringify([job.failure, job.question]));
  await staff.until(() => staff.ra?.outbox === 0);
  const { card: view } = await staff.untilCard(readerName);
  t.match(view, { family: 'openpgp', lifeCycle: 'issued', pins: { length: 1 } });

  const info = await run('openpgp-tool', '-C');
  t.match(info, /3\.4/, 'openpgp-tool reads the version');
  const keys = await run('openpgp-tool', '-K');
  t.notMatch(
    keys,
    /Fingerprint:\s+0{40}\n[^]*Fingerprint:\s+0{40}\n[^]*Fingerprint:\s+0{40}/i,
    'keys with fingerprints',
  );
  for (const [keyId, use] of [
    ['01', 'sign'],
    ['02', 'encrypt'],
  ] as const) {
    await run('pkcs15-tool', '--read-certificate', keyId, '--output', `${use}.pem`);
    t.match(await run('openssl', 'verify', '-CAfile', site.ra.ready.caFile, `${use}.pem`), /: OK/);
    const serial = job.result?.certificates?.find((one) => one.use === use)?.serial;
    t.match(await run('openssl', 'x509', '-in', `${use}.pem`, '-noout', '-serial'), serial ?? 'none');
    const key = await run('openssl', 'x509', '-in', `${use}.pem`, '-noout', '-pubkey');
    writeFileSync(join(site.directory, `${use}.pub`), key);
    await run('pkcs15-tool', '--read-public-key', keyId, '--output', `${use}.card.pub`);
    await run('cmp', `${use}.pub`, `${use}.card.pub`);
  }
  writeFileSync(join(site.directory, 'data'), 'for the card');
  const login = ['--module', 'opensc-pkcs11.so', '--login', '--pin', pin];
  const signing = [
    '--slot-index',
    '1',
    '--sign',
    '-m',
    'SHA256-RSA-PKCS',
    '-i',
    'data',
    '-o',
    'data.sig',
    '--id',
    '01',
  ];
  await run('pkcs11-tool', ...login, ...signing);
  t.match(
    await run('openssl', 'dgst', '-sha256', '-verify', 'sign.pub', '-signature', 'data.sig', 'data'),
    /Verified OK/,
  );
  await run('openssl', 'pkeyutl', '-encrypt', '-pubin', '-inkey', 'encrypt.pub', '-in', 'data', '-out', 'data.enc');
  const deciphering = [
    '--slot-index',
    '0',
    '--decrypt',
    '-m',
    'RSA-PKCS',
    '-i',
    'data.enc',
    '-o',
    'data.dec',
    '--id',
    '02',
  ];
  await run('pkcs11-tool', ...login, ...deciphering);
  await run('cmp', 'data', 'data.dec');
  const refused = await site.pcsc.run('openpgp-tool', ['--verify', 'CHV3', '--pin', '12345678'], {});
  t.not(refused.code, 0, 'PW3 is not the factory’s');
});

await t.test('gpg reads the card', { skip: scdaemon === undefined && 'scdaemon is not installed' }, async (t) => {
  const home = join(site.directory, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'scdaemon.conf'), `disable-ccid\nreader-port ${readerName}\n`);
  const status = await run('gpg', '--homedir', home, '--card-status');
  await run('gpgconf', '--homedir', home, '--kill', 'all');
  t.match(status, /Signature key \.+: [0-9A-F]{4}/);
  t.match(status, /Encryption key\.+: [0-9A-F]{4}/);
});

await t.test('its PIN is changed', async (t) => {
  await staff.untilCard(readerName);
  const { id } = await staff.createJob({ kind: 'changePin', readerId, pin: 1, oldPin: pin, newPin: otherPin });
  t.match(await settled(staff, id), { state: 'finished' });
  await staff.untilCard(readerName);
  t.match(await run('pkcs15-tool', '--verify-pin', '--auth-id', '02', '--pin', otherPin), /./);
});

t.end();
