/** The RA's certificates. What is missing in its directory is made at the start; private keys of the CA stay in its token. */
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCertificate } from '../../../base/pki/certificate.js';
import { basicConstraints, keyUsage } from '../../../base/pki/extensions.js';
import type { Signer } from '../../../base/pki/keys.js';
import { distinguishedNameText, type DistinguishedName } from '../../../base/pki/names.js';
import { certificateOf, lifetimes, pem, rootCertificate } from './ownCertificates.js';
import type { RaNames } from './subject.js';
import type { TransportAuthority } from './transportAuthority.js';

/** What a server with mutual TLS is started from. */
export interface TlsFiles {
  /** PEM */
  readonly certificate: string;
  /** PEM */
  readonly key: string;
  /** PEM: who signs the gateways' certificates. */
  readonly clientCa: string;
}

/** A gateway's certificate that ends sooner is made anew at the start. */
const renewedBeforeMs = 30 * 24 * 60 * 60 * 1000;

export interface CaKeys {
  readonly ca: Signer;
  readonly transportCa: Signer;
  /** SubjectPublicKeyInfo, DER. */
  readonly escrowPublicKey: Uint8Array;
}

export interface Credentials {
  /** X.509 DER */
  readonly caCertificate: Uint8Array;
  /** X.509 DER */
  readonly escrowCertificate: Uint8Array;
  readonly tls: TlsFiles;
}

/** Written whole or not at all. */
async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, content, { mode });
  await rename(`${path}.new`, path);
}

/** @throws {Error} when the certificate that is there has another name: the directory belongs to an RA of another profile. */
async function readOrMake(
  path: string,
  subject: DistinguishedName,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  if (!existsSync(path)) await writeWhole(path, pem(await make()), 0o644);
  const certificate = new Uint8Array(new X509Certificate(await readFile(path)).raw);
  if (readCertificate(certificate).subject !== distinguishedNameText(subject)) {
    throw new Error(`${path} is of another RA: the directory was made with another profile`);
  }
  return certificate;
}

/** @param host name or IPv4 address that gateways reach the RA by */
export async function prepareCredentials(
  directory: string,
  keys: CaKeys,
  names: RaNames,
  transport: TransportAuthority,
  host: string,
): Promise<Credentials> {
  const ca = { name: names.ca, signer: keys.ca };
  const caCertificate = await readOrMake(join(directory, 'ca.pem'), names.ca, () => rootCertificate(ca));
  const escrowCertificate = await readOrMake(join(directory, 'escrow.pem'), names.escrow, () =>
    certificateOf(ca, names.escrow, keys.escrowPublicKey, lifetimes.escrow, [
      basicConstraints(false),
      keyUsage('keyEncipherment'),
    ]),
  );
  const clientCa = await readOrMake(join(directory, 'transport-ca.pem'), names.transportCa, () => transport.root());
  // The server's TLS key lives as long as its process and is written nowhere.
  return { caCertificate, escrowCertificate, tls: { ...(await transport.serverPair(host)), clientCa: pem(clientCa) } };
}

/**
 * What a gateway needs to reach the RA, in one folder: `gateway.pem`, `gateway-key.pem`, `ca.pem` (who signed the RA's TLS
 * certificate). A certificate that is there for the same name, and valid for another month, stays.
 */
export async function prepareGateway(
  folder: string,
  transport: TransportAuthority,
  name: string,
  clientCa: string,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(join(folder, 'ca.pem'), clientCa, 0o644);
  const path = join(folder, 'gateway.pem');
  if (existsSync(path) && existsSync(join(folder, 'gateway-key.pem'))) {
    const present = new X509Certificate(await readFile(path));
    const lasts = Date.parse(present.validTo) > Date.now() + renewedBeforeMs;
    if (lasts && present.subject.split('\n').includes(`CN=${name}`)) return;
  }
  const pair = await transport.gatewayPair(name);
  await writeWhole(join(folder, 'gateway-key.pem'), pair.key, 0o600);
  await writeWhole(path, pair.certificate, 0o644);
}
