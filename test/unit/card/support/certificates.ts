import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of the throw-away CA of this process, which is made when it is first needed. */
let folder: string | null = null;

function openssl(cwd: string, args: string): void {
  execFileSync('openssl', args.split(' '), { cwd, stdio: 'pipe' });
}

function caFolder(): string {
  if (folder !== null) return folder;
  const made = mkdtempSync(join(tmpdir(), 'certificate-'));
  folder = made;
  process.once('exit', () => rmSync(made, { recursive: true }));
  openssl(made, 'req -x509 -newkey rsa:2048 -nodes -subj /CN=Test-CA -days 2 -keyout ca.key -out ca.pem');
  openssl(made, 'req -new -key ca.key -subj /C=TW/O=Finance/CN=70759028-00-000000000002 -out request');
  return made;
}

/**
 * A certificate of the throw-away CA for the key, made by openssl.
 * @param publicKeyInfo SubjectPublicKeyInfo, DER @param paddingBytes how much longer than usual it is to be
 * @returns X.509 DER
 */
export function certificateFor(publicKeyInfo: Uint8Array, paddingBytes: number): Uint8Array {
  const ca = caFolder();
  const key = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' });
  writeFileSync(join(ca, 'key.pem'), key.export({ format: 'pem', type: 'spki' }));
  writeFileSync(join(ca, 'ext'), paddingBytes === 0 ? '' : `nsComment = ${'x'.repeat(paddingBytes)}\n`);
  const sign = 'x509 -req -in request -force_pubkey key.pem -CA ca.pem -CAkey ca.key -days 1 -extfile ext';
  openssl(ca, `${sign} -outform DER -out certificate.der`);
  return new Uint8Array(readFileSync(join(ca, 'certificate.der')));
}
