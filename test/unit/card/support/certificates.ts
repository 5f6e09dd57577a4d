import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A certificate of a throw-away CA for the key, made by openssl.
 * @param publicKeyInfo SubjectPublicKeyInfo, DER @param paddingBytes how much longer than usual it is to be
 * @returns X.509 DER
 */
export function certificateFor(publicKeyInfo: Uint8Array, paddingBytes: number): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const openssl = (args: string): Buffer => execFileSync('openssl', args.split(' '), { cwd: folder, stdio: 'pipe' });
  try {
    writeFileSync(join(folder, 'key.der'), publicKeyInfo);
    writeFileSync(join(folder, 'ext'), paddingBytes === 0 ? '' : `nsComment = ${'x'.repeat(paddingBytes)}\n`);
    openssl('pkey -pubin -inform DER -in key.der -out key.pem');
    openssl('req -x509 -newkey rsa:2048 -nodes -subj /CN=Test-CA -days 2 -keyout ca.key -out ca.pem');
    openssl('req -new -key ca.key -subj /C=TW/O=Finance/CN=70759028-00-000000000002 -out request');
    const sign = 'x509 -req -in request -force_pubkey key.pem -CA ca.pem -CAkey ca.key -days 1 -extfile ext';
    openssl(`${sign} -outform DER -out certificate.der`);
    return new Uint8Array(readFileSync(join(folder, 'certificate.der')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
