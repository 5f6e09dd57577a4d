/** Who signs a copy, and by whom a copy has to be signed: the gateway, with the key by which its RAs know it. */
import { createPrivateKey, createPublicKey, sign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPlain } from '../../base/plainFile.js';
import type { FileSigner } from '../../base/pki/signedFile.js';
import { pemBlocks } from '../../base/pki/pem.js';
import type { Config } from '../../config/schema.js';
import type { GatewayIdentity } from '../../sync/ra-api/connector.js';
import { BackupError } from './backupFile.js';

/** The SHA-256 of a certificate, as `openssl x509 -fingerprint -sha256` prints it. */
export function fingerprint(certificate: Uint8Array): string {
  return new X509Certificate(certificate).fingerprint256;
}

/** The certificate in words: its subject on one line and its fingerprint. */
export function describeCertificate(certificate: Uint8Array): string {
  const { subject, fingerprint256 } = new X509Certificate(certificate);
  return `${subject.replaceAll('\n', ', ')} (SHA-256 ${fingerprint256})`;
}

export function signerOf({ certificate, key }: GatewayIdentity): FileSigner {
  const privateKey = createPrivateKey(key);
  return {
    certificate: new Uint8Array(new X509Certificate(certificate).raw),
    publicKey: new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })),
    sign: (data) => Promise.resolve(new Uint8Array(sign('sha256', data, privateKey))),
  };
}

/**
 * The certificates of this gateway that this machine has: those of the settings, renewed ones, and those before them. Their keys are
 * not needed.
 */
async function ownCertificates({ ras, stateDirectory }: Pick<Config, 'ras' | 'stateDirectory'>): Promise<Uint8Array[]> {
  const files = ras.flatMap(({ id, connector }) => [
    readFile(connector.certificateFile).catch(() => null),
    ...['', '.previous'].map((suffix) => readPlain(join(stateDirectory, `ra-${id}.pem${suffix}`)).catch(() => null)),
  ]);
  return (await Promise.all(files)).flatMap((pem) => (pem === null ? [] : [...pemBlocks(pem, 'CERTIFICATE')]));
}

/**
 * @param expected what the maintainer brought: a fingerprint, or a file with the certificate; null: this machine's own certificates
 * @throws {BackupError} unless the copy's signer is the one that is expected
 */
export async function requireSigner(
  signer: Uint8Array,
  expected: string | null,
  config: Pick<Config, 'ras' | 'stateDirectory'>,
): Promise<void> {
  const actual = fingerprint(signer);
  if (expected === null) {
    if ((await ownCertificates(config)).some((certificate) => fingerprint(certificate) === actual)) return;
    throw new BackupError(
      `the copy is signed by ${describeCertificate(signer)}, whose certificate is not on this machine. Compare this fingerprint ` +
        'with the one that `backup` printed and you kept apart from the copies; only when they are the same, name it with --signer',
    );
  }
  const allowed = isFingerprint(expected)
    ? [expected.replaceAll(':', '').toUpperCase()]
    : await fingerprintsIn(expected);
  if (allowed.includes(actual.replaceAll(':', ''))) return;
  throw new BackupError(`the copy is not signed by ${expected}, but by ${describeCertificate(signer)}`);
}

function isFingerprint(text: string): boolean {
  return /^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$|^[0-9A-Fa-f]{64}$/.test(text);
}

/** @throws {BackupError} */
async function fingerprintsIn(file: string): Promise<string[]> {
  try {
    const certificates = pemBlocks(await readFile(file), 'CERTIFICATE');
    return certificates.map((certificate) => fingerprint(certificate).replaceAll(':', ''));
  } catch (cause) {
    throw new BackupError(`${file} is neither a SHA-256 fingerprint nor a file with a certificate`, { cause });
  }
}
