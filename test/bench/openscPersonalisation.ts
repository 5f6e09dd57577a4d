/** The peer: Debian's OpenSC, the commands that a person would type for the same card. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '../../base/bytes.js';
import { certificateKeySigned } from '../../base/pki/certificate.js';
import type { PcscHarness } from '../harness/pcscHarness.js';
import { certificateFor } from '../unit/card/support/certificates.js';
import { Stopwatch } from './bench.js';
import { document, pin, puk } from './personalisationValues.js';

const keyId = ['--id', '45'];
const userPin = ['--auth-id', 'FF', '--pin', pin];

/**
 * Personalises the first instance of the only card in the harness's readers.
 * @param folder for the files that the tools take and give
 * @returns the time that the tools took, ms
 */
export async function personaliseWithOpensc(harness: PcscHarness, folder: string): Promise<number> {
  const watch = new Stopwatch();
  const file = (name: string): string => join(folder, name);
  const tool = async (command: string, ...args: readonly string[]): Promise<void> => {
    const { code, stderr, stdout } = await watch.time(() => harness.run(command, args, { cwd: folder }));
    if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
  };

  await tool('pkcs15-init', '--create-pkcs15', '--so-pin', pin, '--so-puk', puk);
  await tool('pkcs15-init', '--generate-key', 'rsa/2048', ...keyId, '--key-usage', 'sign,decrypt', ...userPin);
  await tool('pkcs15-tool', '--read-public-key', '45', '--output', 'key.pem');

  const publicKey = createPublicKey(readFileSync(file('key.pem'))).export({ type: 'spki', format: 'der' });
  const certificate = certificateFor(new Uint8Array(publicKey), 0);
  writeFileSync(file('certificate.pem'), new X509Certificate(certificate).toString());
  writeFileSync(file('document'), document);

  await tool('pkcs15-init', '--store-certificate', 'certificate.pem', ...keyId, ...userPin);
  await tool('pkcs15-tool', '--read-certificate', '45', '--output', 'read.pem');
  const signing = ['--login', '--pin', pin, '--sign', '--mechanism', 'SHA256-RSA-PKCS', ...keyId];
  await tool('pkcs11-tool', ...signing, '--input-file', 'document', '--output-file', 'signature');

  const readBack = new X509Certificate(readFileSync(file('read.pem'))).raw;
  if (!equalBytes(readBack, certificate)) throw new Error('another certificate was read back');
  const signature = new Uint8Array(readFileSync(file('signature')));
  if (!certificateKeySigned(certificate, document, signature)) throw new Error('the signature does not verify');
  return watch.ms;
}
