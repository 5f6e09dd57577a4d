/** The judges: Debian's yubico-piv-tool and OpenSC, unmodified, set up and use the virtual PIV card on a real pcscd. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startPcsc } from '../../harness/pcscHarness.js';
import { runTool, type ToolResult } from '../../harness/runTool.js';

const pin = '740193';
const otherPin = '82650471';
const puk = '31415926';
const factoryKey = '010203040506070801020304050607080102030405060708';
const otherKey = 'A1A2A3A4A5A6A7A8B1B2B3B4B5B6B7B8C1C2C3C4C5C6C7C8';
const opensc = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';

/** Runs a tool in a folder of its own. */
type Tool = (command: string, ...args: readonly string[]) => Promise<ToolResult>;

interface Desk {
  readonly folder: string;
  readonly tool: Tool;
  /** The same. @throws when it fails */
  readonly must: Tool;
  /** `yubico-piv-tool`. @throws when it fails */
  readonly yubico: (...args: readonly string[]) => Promise<ToolResult>;
}

async function deskFor(t: Test): Promise<Desk> {
  const harness = await startPcsc({ readers: 2 });
  t.teardown(() => harness.stop());
  const card = await harness.createCard({ family: 'piv' });
  await card.insert(0);
  const folder = t.testdir();
  const env = { PIV_EXT_AUTH_KEY: 'management.key' };
  const tool: Tool = (command, ...args) =>
    command === 'openssl' ? runTool(command, args, { cwd: folder }) : harness.run(command, args, { cwd: folder, env });
  const must: Tool = async (command, ...args) => {
    const result = await tool(command, ...args);
    if (result.code !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}${result.stdout}`);
    return result;
  };
  return { folder, tool, must, yubico: (...args) => must('yubico-piv-tool', '-r', 'Virtual', ...args) };
}

async function certify({ must, yubico }: Desk, slot: string, algorithm: string): Promise<void> {
  await yubico('-a', 'generate', '-s', slot, '-A', algorithm, '-o', `${slot}.pub`);
  const issue = ['x509', '-req', '-in', 'any.csr', '-force_pubkey', `${slot}.pub`, '-CA', 'ca.crt', '-CAkey', 'ca.key'];
  await must(
    'openssl',
    ...issue,
    '-set_serial',
    `0x${slot}01`,
    '-days',
    '2',
    '-extfile',
    'own.cnf',
    '-out',
    `${slot}.crt`,
  );
  await yubico('-a', 'import-certificate', '-s', slot, '-i', `${slot}.crt`);
}

async function makeCa({ must, folder }: Desk): Promise<void> {
  // The key in F9 issues the attestations.
  writeFileSync(join(folder, 'own.cnf'), 'basicConstraints=CA:TRUE\n');
  const ca = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.crt'];
  await must('openssl', ...ca, '-subj', '/CN=Test CA');
  await must('openssl', 'req', '-new', '-key', 'ca.key', '-out', 'any.csr', '-subj', '/O=Test/CN=Virtual card');
}

void t.test('yubico-piv-tool sets it up and uses it', async (t) => {
  const desk = await deskFor(t);
  const { must, tool, yubico, folder } = desk;
  await makeCa(desk);
  t.match((await yubico('-a', 'version')).stdout, /5\.4\.0/);
  await yubico('-a', 'set-chuid', '-a', 'set-ccc');
  for (const [slot, algorithm] of [
    ['9a', 'RSA2048'],
    ['9c', 'ECCP384'],
    ['9d', 'RSA2048'],
    ['82', 'ECCP256'],
  ] as const) {
    await certify(desk, slot, algorithm);
    const test = await yubico(
      '-a',
      'verify-pin',
      '-P',
      '123456',
      '-a',
      'test-signature',
      '-s',
      slot,
      '-i',
      `${slot}.crt`,
    );
    t.match(test.stderr + test.stdout, /Successful .*verification/, `${slot} signs`);
  }
  await yubico('-a', 'verify-pin', '-P', '123456', '-a', 'test-decipher', '-s', '9d', '-i', '9d.crt');
  await yubico('-a', 'verify-pin', '-P', '123456', '-a', 'test-decipher', '-s', '82', '-i', '82.crt');
  const status = (await yubico('-a', 'status')).stdout;
  for (const slot of [/Slot 9a/, /Slot 9c/, /Slot 9d/, /Slot 82/, /PIN tries left:\s*5/]) t.match(status, slot);

  await certify(desk, 'f9', 'ECCP256');
  await yubico('-a', 'attest', '-s', '9a', '-o', '9a.attestation');
  await must('openssl', 'verify', '-partial_chain', '-trusted', 'f9.crt', '9a.attestation');

  await yubico('-a', 'set-mgm-key', '-n', otherKey);
  await yubico(`--key=${otherKey}`, '-a', 'set-mgm-key', '-n', factoryKey);
  await yubico('-a', 'change-puk', '-P', '12345678', '-N', puk);
  await yubico('-a', 'change-pin', '-P', '123456', '-N', pin);
  for (let wrong = 0; wrong < 5; wrong++) {
    t.not((await tool('yubico-piv-tool', '-r', 'Virtual', '-a', 'verify-pin', '-P', '999999')).code, 0);
  }
  t.not((await tool('yubico-piv-tool', '-r', 'Virtual', '-a', 'verify-pin', '-P', pin)).code, 0, 'blocked');
  await yubico('-a', 'unblock-pin', '-P', puk, '-N', otherPin);
  await yubico('-a', 'verify-pin', '-P', otherPin);

  writeFileSync(join(folder, 'data'), 'what the subscriber signs');
  const login = ['--module', opensc, '--login', '--pin', otherPin];
  await must('pkcs11-tool', ...login, '-s', '-m', 'SHA256-RSA-PKCS', '-i', 'data', '-o', 'data.sig', '--id', '01');
  const verified = await must('openssl', 'dgst', '-sha256', '-verify', '9a.pub', '-signature', 'data.sig', 'data');
  t.match(verified.stdout, /Verified OK/);
  await must('openssl', 'pkeyutl', '-encrypt', '-pubin', '-inkey', '9d.pub', '-in', 'data', '-out', 'data.enc');
  const decrypt = ['--decrypt', '-m', 'RSA-PKCS', '-i', 'data.enc', '-o', 'data.dec', '--id', '03'];
  await must('pkcs11-tool', ...login, ...decrypt);
  await must('cmp', 'data', 'data.dec');
});

void t.test('piv-tool and pkcs15-tool read it', async (t) => {
  const desk = await deskFor(t);
  const { must, tool, yubico, folder } = desk;
  await makeCa(desk);
  writeFileSync(join(folder, 'management.key'), factoryKey.replace(/..(?=.)/g, '$&:'));
  t.match((await must('opensc-tool', '-n')).stdout, /PIV|Personal Identity/i);
  await certify(desk, '9c', 'RSA2048');
  // OpenSC 0.23 fails by itself at the single authentication (A) and at reading a new key (-G).
  // Its exit status tells nothing here; what lies on the card does.
  await tool('piv-tool', '-A', 'M:9B:03', '-C', '9E', '-i', '9c.crt');
  await yubico('-a', 'read-certificate', '-s', '9e', '-o', '9e.crt');
  await must('cmp', '9c.crt', '9e.crt');
  const dump = (await must('pkcs15-tool', '-D')).stdout;
  for (const object of [/PIN \[PIN\]/, /SIGN key/, /X\.509 Certificate/]) t.match(dump, object);
  const status = (await yubico('-a', 'status')).stdout;
  t.match(status, /Slot 9c/);
});
