/** A key pair for one operation. A value that is sealed to it can be opened only by this process and only until `dispose`. */
import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { Secret } from '../secret.js';
import { createCertificate, randomSerialNumber } from './certificate.js';
import { basicConstraints, keyUsage, subjectKeyIdentifier } from './extensions.js';
import { openSealed } from './sealed.js';

const lifetimeMs = 60 * 60 * 1000;

/** The recipient of sealed values, for the length of one operation. */
export interface OperationRecipient {
  /** Self-signed, P-256, X.509 DER. */
  readonly certificate: Uint8Array;
  /** @param sealed ContentInfo with EnvelopedData, DER @throws {UnsealError} */
  open(sealed: Uint8Array): Promise<Secret>;
  /** Zeroes the private key. */
  dispose(): void;
}

/** Creates a P-256 key pair, which takes less than a millisecond, with a certificate that is valid for an hour. */
export async function createOperationRecipient(commonName: string): Promise<OperationRecipient> {
  const pair = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const publicKey = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
  const privateKey = Secret.takeBytes(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
  const name = [{ type: 'CN', value: commonName }] as const;
  const now = Date.now();
  const certificate = await createCertificate(
    {
      serialNumber: randomSerialNumber(randomBytes),
      subject: name,
      issuer: name,
      // The sender's clock may be behind this one.
      notBefore: new Date(now - lifetimeMs),
      notAfter: new Date(now + lifetimeMs),
      publicKey,
      extensions: [basicConstraints(false), keyUsage('keyAgreement'), subjectKeyIdentifier(publicKey)],
    },
    { publicKey, sign: (data) => Promise.resolve(new Uint8Array(sign('sha256', data, pair.privateKey))) },
  );
  return {
    certificate,
    open: (sealed) => openSealed(sealed, privateKey, certificate),
    dispose: () => privateKey.dispose(),
  };
}
