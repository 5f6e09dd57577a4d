/** The RA's certificates. Missing ones are created in its directory at the start. Private keys of the CAs stay in their token. */
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

/** Certificate, key and client CA of a server with mutual TLS. */
export interface TlsFiles {
  /** PEM */
  readonly certificate: string;
  /** PEM */
  readonly key: string;
  /** PEM: the CA of the gateways' certificates. */
  readonly clientCa: string;
}

/** A gateway's certificate that ends sooner is replaced at the start. */
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

/** Writes the whole file or nothing. */
async function writeAtomically(path: string, content: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, content, { mode });
  await rename(`${path}.new`, path);
}

/** @throws {Error} when the existing certificate has another name: the directory belongs to an RA of another profile */
async function readOrCreate(
  path: string,
  subject: DistinguishedName,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  if (!existsSync(path)) await writeAtomically(path, pem(await make()), 0o644);
  const certificate = new Uint8Array(new X509Certificate(await readFile(path)).raw);
  if (readCertificate(certificate).subject !== distinguishedNameText(subject)) {
    throw new Error(`${path} is of another RA: the directory was made with another profile`);
  }
  return certificate;
}

export interface CredentialsSource {
  readonly keys: CaKeys;
  readonly names: RaNames;
  readonly transportCa: TransportAuthority;
  /** Name or IPv4 address under which gateways reach the RA. */
  readonly host: string;
}

/** Reads the RA's certificates from its directory and creates the missing ones. */
export async function prepareCredentials(
  directory: string,
  { keys, names, transportCa, host }: CredentialsSource,
): Promise<Credentials> {
  const ca = { name: names.ca, signer: keys.ca };
  const caCertificate = await readOrCreate(join(directory, 'ca.pem'), names.ca, () => rootCertificate(ca));
  const escrowCertificate = await readOrCreate(join(directory, 'escrow.pem'), names.escrow, () =>
    certificateOf(ca, {
      subject: names.escrow,
      publicKey: keys.escrowPublicKey,
      lifetimeMs: lifetimes.escrow,
      extensions: [basicConstraints(false), keyUsage('keyEncipherment')],
    }),
  );
  const clientCa = await readOrCreate(join(directory, 'transport-ca.pem'), names.transportCa, () => transportCa.root());
  // The server's TLS key is never written to disk: each process generates one.
  return {
    caCertificate,
    escrowCertificate,
    tls: { ...(await transportCa.serverPair(host)), clientCa: pem(clientCa) },
  };
}

export interface GatewayCredentialsSource {
  /** Common name of the gateway. */
  readonly name: string;
  readonly transportCa: TransportAuthority;
  /** The certificate of `transportCa`, PEM. */
  readonly caCertificate: string;
}

/**
 * Writes what a gateway needs to reach the RA: `gateway.pem`, `gateway-key.pem`, `ca.pem` (the CA of the RA's TLS certificate). An
 * existing certificate stays when it has the same name and is valid for another month.
 */
export async function prepareGateway(
  folder: string,
  { name, transportCa, caCertificate }: GatewayCredentialsSource,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeAtomically(join(folder, 'ca.pem'), caCertificate, 0o644);
  const path = join(folder, 'gateway.pem');
  if (existsSync(path) && existsSync(join(folder, 'gateway-key.pem'))) {
    const present = new X509Certificate(await readFile(path));
    const lasts = Date.parse(present.validTo) > Date.now() + renewedBeforeMs;
    if (lasts && present.subject.split('\n').includes(`CN=${name}`)) return;
  }
  const pair = await transportCa.gatewayPair(name);
  await writeAtomically(join(folder, 'gateway-key.pem'), pair.key, 0o600);
  await writeAtomically(path, pair.certificate, 0o644);
}
