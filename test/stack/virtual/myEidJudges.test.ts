/** The judge: Debian's OpenSC, unmodified, personalises and uses the virtual MyEID card on a real pcscd. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startPcsc } from '../../harness/pcscHarness.js';
import { runTool, type ToolResult } from '../../harness/runTool.js';

const opensc = 'opensc-pkcs11.so';
const officer = ['--so-pin', '00000000'];
const pins = { 1: '74019382', 2: '5081' } as const;
const puks = { 1: '62840175', 2: '90317264' } as const;
const lastPin = '38471926';

void t.test('OpenSC personalises it and uses both PINs', async (t) => {
  const harness = await startPcsc({ readers: 2 });
  t.teardown(() => harness.stop());
  const card = await harness.createCard({ family: 'myeid' });
  await card.insert(0);
  const folder = t.testdir();
  const tool = (command: string, ...args: readonly string[]): Promise<ToolResult> =>
    command === 'openssl' ? runTool(command, args, { cwd: folder }) : harness.run(command, args, { cwd: folder });
  const must = async (command: string, ...args: readonly string[]): Promise<string> => {
    const result = await tool(command, ...args);
    if (result.code !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}${result.stdout}`);
    return result.stdout;
  };

  t.match(await must('opensc-tool', '-n'), /MyEID 4\.5\.2/);
  await must('pkcs15-init', '-C', ...officer, '--so-puk', '99999999');
  for (const reference of [1, 2] as const) {
    const pin = ['--pin', pins[reference], '--puk', puks[reference], '--label', `PIN${reference}`];
    await must('pkcs15-init', '--store-pin', '--id', `0${reference}`, ...pin, ...officer);
  }
  const rsa = ['--generate-key', 'rsa/2048', '--key-usage', 'sign,decrypt', '--id', '45'];
  await must('pkcs15-init', ...rsa, '--auth-id', '01', '--pin', pins[1]);
  const ec = ['--generate-key', 'ec/prime256v1', '--key-usage', 'sign', '--id', '46'];
  await must('pkcs15-init', ...ec, '--auth-id', '02', '--pin', pins[2]);
  await must('pkcs15-init', '-F');
  t.not(
    (await tool('pkcs15-init', '--store-pin', '--id', '04', '--pin', '1234', ...officer)).code,
    0,
    'it is finished',
  );

  const ca = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.crt'];
  await must('openssl', ...ca, '-subj', '/CN=Test CA');
  await must('openssl', 'req', '-new', '-key', 'ca.key', '-out', 'any.csr', '-subj', '/O=Test/CN=Virtual card');
  await must('pkcs15-tool', '--read-public-key', '45', '-o', 'rsa.pub');
  const issue = ['x509', '-req', '-in', 'any.csr', '-force_pubkey', 'rsa.pub', '-CA', 'ca.crt', '-CAkey', 'ca.key'];
  await must('openssl', ...issue, '-set_serial', '4711', '-days', '1', '-out', 'rsa.crt');
  const store = ['--store-certificate', 'rsa.crt', '--id', '45', '--auth-id', '01', '--pin', pins[1]];
  await must('pkcs15-init', ...store);
  const dump = await must('pkcs15-tool', '-D');
  for (const object of [/PIN \[PIN1\]/, /PIN \[PIN2\]/, /Private RSA Key/, /Private EC Key/, /X\.509 Certificate/]) {
    t.match(dump, object);
  }

  for (let wrong = 0; wrong < 3; wrong++) {
    t.not((await tool('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', '99999999')).code, 0);
  }
  t.not((await tool('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', pins[1])).code, 0, 'blocked');
  await must('pkcs15-tool', '--verify-pin', '--auth-id', '02', '--pin', pins[2]);
  await must('pkcs15-tool', '--unblock-pin', '--auth-id', '01', '--puk', puks[1], '--new-pin', lastPin);

  writeFileSync(join(folder, 'data'), 'what the subscriber signs');
  const first = ['--module', opensc, '--slot-index', '0', '--login', '--pin', lastPin, '--id', '45'];
  await must('pkcs11-tool', ...first, '-s', '-m', 'SHA256-RSA-PKCS', '-i', 'data', '-o', 'rsa.sig');
  const rsaJudge = ['dgst', '-sha256', '-verify', 'rsa.pub', '-signature', 'rsa.sig', 'data'];
  t.match(await must('openssl', ...rsaJudge), /Verified OK/);
  await must('openssl', 'pkeyutl', '-encrypt', '-pubin', '-inkey', 'rsa.pub', '-in', 'data', '-out', 'data.enc');
  await must('pkcs11-tool', ...first, '--decrypt', '-m', 'RSA-PKCS', '-i', 'data.enc', '-o', 'data.dec');
  await must('cmp', 'data', 'data.dec');

  await must('pkcs15-tool', '--read-public-key', '46', '-o', 'ec.pub');
  await must('openssl', 'dgst', '-sha256', '-binary', '-out', 'hash', 'data');
  const second = ['--module', opensc, '--slot-index', '1', '--login', '--pin', pins[2], '--id', '46'];
  const ecdsa = ['-s', '-m', 'ECDSA', '--signature-format', 'openssl', '-i', 'hash', '-o', 'ec.sig'];
  await must('pkcs11-tool', ...second, ...ecdsa);
  const ecJudge = ['dgst', '-sha256', '-verify', 'ec.pub', '-signature', 'ec.sig', 'data'];
  t.match(await must('openssl', ...ecJudge), /Verified OK/);
});
t.end();
