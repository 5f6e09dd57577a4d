/** The judge: Debian's OpenSC, unmodified, personalises and uses the virtual card on a real pcscd. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startPcsc } from '../../harness/pcscHarness.js';
import { runTool, type ToolResult } from '../../harness/runTool.js';

const puk = '0123456789abcdef';
const firstPin = '123456';
const secondPin = 'a1b2c3d4e5';
const lastPin = '1234567890abcdef';

/** Runs a tool in a folder of its own. @throws when it fails */
type Tool = (command: string, ...args: readonly string[]) => Promise<ToolResult>;

function passing(run: Tool): Tool {
  return async (command, ...args) => {
    const result = await run(command, ...args);
    if (result.code !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}${result.stdout}`);
    return result;
  };
}

async function selfSignedBy(openssl: Tool, publicKey: string, certificate: string): Promise<void> {
  await openssl(
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-subj',
    '/CN=Test CA',
  );
  await openssl('openssl', 'req', '-new', '-key', 'ca.key', '-out', 'any.csr', '-subj', '/O=Test/CN=Virtual card');
  const issue = ['x509', '-req', '-in', 'any.csr', '-force_pubkey', publicKey, '-CA', 'ca.crt', '-CAkey', 'ca.key'];
  await openssl('openssl', ...issue, '-set_serial', '0x59E1D617874DAEFC', '-days', '1', '-out', certificate);
}

async function judge(t: Test, tool: Tool, folder: string): Promise<void> {
  const must = passing(tool);
  t.match((await must('opensc-tool', '-n')).stdout, /Javacard with IsoApplet/);

  await must('pkcs15-init', '--create-pkcs15', '--so-pin', firstPin, '--so-puk', puk);
  const withPin = ['--auth-id', 'FF', '--pin', firstPin];
  await must('pkcs15-init', '--generate-key', 'rsa/2048', '--id', '45', '--key-usage', 'sign,decrypt', ...withPin);
  await must('pkcs15-tool', '--read-public-key', '45', '-o', 'k.pub');
  await selfSignedBy(must, 'k.pub', 'k.crt');
  await must('pkcs15-init', '--store-certificate', 'k.crt', '--id', '45', ...withPin);

  const dump = (await must('pkcs15-tool', '-D')).stdout;
  for (const object of [/PIN \[User PIN\]/, /Private RSA Key \[/, /Public RSA Key/, /X\.509 Certificate/]) {
    t.match(dump, object);
  }
  await must('pkcs15-tool', '--read-certificate', '45', '-o', 'read.crt');
  await must('openssl', 'verify', '-CAfile', 'ca.crt', 'read.crt');

  const wrong = await tool('pkcs15-tool', '--verify-pin', '--auth-id', 'FF', '--pin', '999999');
  t.not(wrong.code, 0, 'a wrong PIN is refused');
  await tool('pkcs15-tool', '--verify-pin', '--auth-id', 'FF', '--pin', '999999');
  await tool('pkcs15-tool', '--verify-pin', '--auth-id', 'FF', '--pin', '999999');
  const blocked = await tool('pkcs15-tool', '--verify-pin', '--auth-id', 'FF', '--pin', firstPin);
  t.not(blocked.code, 0, 'three wrong ones block the right one');
  await must('pkcs15-tool', '--unblock-pin', '--auth-id', 'FF', '--puk', puk, '--new-pin', secondPin);
  await must('pkcs15-tool', '--change-pin', '--auth-id', 'FF', '--pin', secondPin, '--new-pin', lastPin);

  writeFileSync(join(folder, 'data'), 'what the subscriber signs');
  const login = ['--login', '--pin', lastPin];
  await must('pkcs11-tool', ...login, '-s', '-m', 'SHA256-RSA-PKCS', '-i', 'data', '-o', 'data.sig', '--id', '45');
  const verified = await must('openssl', 'dgst', '-sha256', '-verify', 'k.pub', '-signature', 'data.sig', 'data');
  t.match(verified.stdout, /Verified OK/);

  await must('openssl', 'pkeyutl', '-encrypt', '-pubin', '-inkey', 'k.pub', '-in', 'data', '-out', 'data.enc');
  await must(
    'pkcs15-crypt',
    '--decipher',
    '--pkcs1',
    '--raw',
    '-k',
    '45',
    '-p',
    lastPin,
    '-i',
    'data.enc',
    '-o',
    'data.dec',
  );
  await must('cmp', 'data', 'data.dec');

  const lastLogin = ['--auth-id', 'FF', '--pin', lastPin];
  await must('pkcs15-init', '--generate-key', 'ec/prime256v1', '--id', '46', '--key-usage', 'sign', ...lastLogin);
  await must('pkcs15-tool', '--read-public-key', '46', '-o', 'ec.pub');
  const ecSign = [
    '-s',
    '-m',
    'ECDSA-SHA1',
    '--signature-format',
    'openssl',
    '-i',
    'data',
    '-o',
    'ec.sig',
    '--id',
    '46',
  ];
  await must('pkcs11-tool', ...login, ...ecSign);
  await must('openssl', 'dgst', '-sha1', '-verify', 'ec.pub', '-signature', 'ec.sig', 'data');
}

for (const instance of ['first', 'second'] as const) {
  void t.test(`OpenSC on the ${instance} instance`, async (t) => {
    const harness = await startPcsc({ readers: 2 });
    t.teardown(() => harness.stop());
    const card = await harness.createCard();
    // OpenSC knows the first AID only.
    if (instance === 'second') await card.exchangeInstances();
    await card.insert(0);
    const folder = t.testdir();
    const run: Tool = (command, ...args) =>
      command === 'openssl' ? runTool(command, args, { cwd: folder }) : harness.run(command, args, { cwd: folder });
    await judge(t, run, folder);

    await card.remove();
    await card.exchangeInstances();
    await card.insert(1);
    const other = await run('pkcs15-tool', '-D');
    t.not(other.code, 0, 'the other instance is still blank');
  });
}
