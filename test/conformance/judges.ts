/** What a person would type to personalise a card with the tools of others: two keys, two certificates, PINs and PUKs of their own. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PcscHarness } from '../harness/pcscHarness.js';
import { certificateFor } from '../unit/card/support/certificates.js';

/** Runs a tool in the folder. @returns its standard output @throws when it fails */
type Tool = (command: string, ...args: readonly string[]) => Promise<string>;

function toolsIn(harness: PcscHarness, folder: string): Tool {
  return async (command, ...args) => {
    const { code, stdout, stderr } = await harness.run(command, args, { cwd: folder });
    if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
    return stdout;
  };
}

/** A certificate for the public key in `name`.pub, written to `name`.crt. */
function certify(folder: string, name: string): void {
  const key = createPublicKey(readFileSync(join(folder, `${name}.pub`)));
  const certificate = certificateFor(new Uint8Array(key.export({ type: 'spki', format: 'der' })), 0);
  writeFileSync(join(folder, `${name}.crt`), new X509Certificate(certificate).toString());
}

/** The certificates that `pkcs15-tool` lists, DER. Of two applets on a card it reaches the first one. */
export async function readWithOpensc(harness: PcscHarness, folder: string): Promise<readonly Uint8Array[]> {
  const tool = toolsIn(harness, folder);
  const list = await tool('pkcs15-tool', '--list-certificates');
  const certificates: Uint8Array[] = [];
  for (const [, id = ''] of list.matchAll(/^\s*ID\s*:\s*([0-9a-f]+)/gimu)) {
    await tool('pkcs15-tool', '--read-certificate', id, '--output', 'read.pem');
    certificates.push(new Uint8Array(new X509Certificate(readFileSync(join(folder, 'read.pem'))).raw));
  }
  return certificates;
}

/** Signs with one key and deciphers with the other, as the course does. */
async function useWithPkcs11(
  tool: Tool,
  folder: string,
  keys: Record<'sign' | 'decipher', readonly string[]>,
): Promise<void> {
  writeFileSync(join(folder, 'data'), 'what the subscriber signs');
  await tool(
    'pkcs11-tool',
    '--login',
    ...keys.sign,
    '--sign',
    '--mechanism',
    'SHA256-RSA-PKCS',
    '-i',
    'data',
    '-o',
    'signature',
  );
  const encryption = ['-encrypt', '-pubin', '-inkey', 'decipher.pub', '-pkeyopt', 'rsa_padding_mode:pkcs1'];
  await tool('openssl', 'pkeyutl', ...encryption, '-in', 'data', '-out', 'cryptogram');
  await tool(
    'pkcs11-tool',
    '--login',
    ...keys.decipher,
    '--decrypt',
    '--mechanism',
    'RSA-PKCS',
    '-i',
    'cryptogram',
    '-o',
    'plain',
  );
  if (!readFileSync(join(folder, 'plain')).equals(readFileSync(join(folder, 'data'))))
    throw new Error('something else was deciphered');
}

export async function personalisePiv(harness: PcscHarness, folder: string): Promise<void> {
  const tool = toolsIn(harness, folder);
  const yubico = (...args: string[]): Promise<string> => tool('yubico-piv-tool', '--reader', 'Virtual', ...args);
  const managementKey = 'A1A2A3A4A5A6A7A8B1B2B3B4B5B6B7B8C1C2C3C4C5C6C7C8';
  const pin = '74019382';
  await yubico('-a', 'set-mgm-key', '-n', managementKey);
  await yubico('-a', 'change-puk', '-P', '12345678', '-N', '31415926');
  await yubico('-a', 'change-pin', '-P', '123456', '-N', pin);
  await yubico(`--key=${managementKey}`, '-a', 'set-chuid', '-a', 'set-ccc');
  for (const [slot, name] of [
    ['9c', 'sign'],
    ['9d', 'decipher'],
  ] as const) {
    await yubico(`--key=${managementKey}`, '-a', 'generate', '-s', slot, '-A', 'RSA2048', '-o', `${name}.pub`);
    certify(folder, name);
    await yubico(`--key=${managementKey}`, '-a', 'import-certificate', '-s', slot, '-i', `${name}.crt`);
    await yubico('-a', 'read-certificate', '-s', slot, '-o', `${name}.read`);
  }
  await useWithPkcs11(tool, folder, { sign: ['--pin', pin, '--id', '02'], decipher: ['--pin', pin, '--id', '03'] });
}

export async function personaliseMyEid(harness: PcscHarness, folder: string): Promise<void> {
  const tool = toolsIn(harness, folder);
  const pins = { sign: '11111117', decipher: '33333337' } as const;
  const soPin = ['--so-pin', '00000000'];
  await tool('pkcs15-init', '--create-pkcs15', ...soPin, '--so-puk', '99999999');
  for (const [authId, name, puk] of [
    ['01', 'sign', '22222222'],
    ['02', 'decipher', '44444444'],
  ] as const) {
    const secrets = ['--pin', pins[name], '--puk', puk, ...soPin];
    await tool('pkcs15-init', '--store-pin', '--auth-id', authId, ...secrets, '--label', `PIN ${authId}`);
  }
  const keys = [
    ['01', 'sign', '45', 'sign'],
    ['02', 'decipher', '46', 'decrypt'],
  ] as const;
  for (const [authId, name, id, usage] of keys) {
    const key = ['--generate-key', 'rsa/2048', '--key-usage', usage, '--auth-id', authId, '--id', id];
    await tool('pkcs15-init', ...key, '--pin', pins[name]);
  }
  await tool('pkcs15-init', '--finalize');
  // A finalised card creates files for PIN 1 alone; certificates are for everybody to read.
  const underPin1 = ['--auth-id', '01', '--pin', pins.sign];
  for (const [, name, id] of keys) {
    await tool('pkcs15-tool', '--read-public-key', id, '-o', `${name}.pub`);
    certify(folder, name);
    await tool('pkcs15-init', '--store-certificate', `${name}.crt`, '--id', id, ...underPin1);
    await tool('pkcs15-tool', '--read-certificate', id, '-o', `${name}.read`);
  }
  await useWithPkcs11(tool, folder, {
    sign: ['--slot-index', '0', '--pin', pins.sign, '--id', '45'],
    decipher: ['--slot-index', '1', '--pin', pins.decipher, '--id', '46'],
  });
}

/** openpgp-tool and OpenSC's PKCS #15 tools. They cannot set a resetting code. */
export async function personaliseOpenPgp(harness: PcscHarness, folder: string): Promise<void> {
  const tool = toolsIn(harness, folder);
  const [pin, adminPin] = ['74019382', '8526173940'];
  const changePin = (authId: string, old: string, next: string): Promise<string> =>
    tool('pkcs15-tool', '--change-pin', '--auth-id', authId, '--pin', old, '--new-pin', next);
  await changePin('03', '12345678', adminPin);
  await changePin('02', '123456', pin);
  for (const [number, name] of [
    ['1', 'sign'],
    ['2', 'decipher'],
  ] as const) {
    const id = `0${number}`;
    await tool('openpgp-tool', '--verify', 'CHV3', '--pin', adminPin, '-G', number, '-t', 'rsa2048');
    await tool('pkcs15-tool', '--read-public-key', id, '-o', `${name}.pub`);
    certify(folder, name);
    const store = ['--store-certificate', `${name}.crt`, '--id', id, '--auth-id', '03', '--verify-pin'];
    await tool('pkcs15-init', ...store, '--pin', adminPin);
    await tool('pkcs15-tool', '--read-certificate', id, '-o', `${name}.read`);
  }
  await useWithPkcs11(tool, folder, {
    sign: ['--slot-index', '1', '--pin', pin, '--id', '01'],
    decipher: ['--slot-index', '0', '--pin', pin, '--id', '02'],
  });
}
