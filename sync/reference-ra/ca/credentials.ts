/** The RA's certificates. What is missing in its directory is made at the start; private keys of the CA stay in its token. */
import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Extension } from 'pkijs';
import { createCertificate, randomSerialNumber } from '../../pki/certificate.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from '../../pki/extensions.js';
import type { Signer } from '../../pki/keys.js';
import type { DistinguishedName } from '../../pki/names.js';
import type { TlsFiles } from '../http/server.js';
import { caName, escrowName, transportCaName } from './subject.js';

const dayMs = 24 * 60 * 60 * 1000;
const caLifetimeMs = 15 * 365 * dayMs;
const leafLifetimeMs = 2 * 365 * dayMs;

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

export function pem(certificate: Uint8Array): string {
  return new X509Certificate(certificate).toString();
}

/** Written whole or not at all. */
async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, content, { mode });
  await rename(`${path}.new`, path);
}

async function readOrMake(path: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  if (!existsSync(path)) await writeWhole(path, pem(await make()), 0o644);
  return new Uint8Array(new X509Certificate(await readFile(path)).raw);
}

function certificateOf(
  issuer: { readonly name: DistinguishedName; readonly signer: Signer },
  subject: DistinguishedName,
  publicKey: Uint8Array,
  lifetimeMs: number,
  extensions: readonly Extension[],
): Promise<Uint8Array> {
  const now = Date.now();
  return createCertificate(
    {
      serialNumber: randomSerialNumber(randomBytes),
      subject,
      issuer: issuer.name,
      // The other end's clock may be behind.
      notBefore: new Date(now - dayMs),
      notAfter: new Date(now + lifetimeMs),
      publicKey,
      extensions: [...extensions, subjectKeyIdentifier(publicKey), authorityKeyIdentifier(issuer.signer.publicKey)],
    },
    issuer.signer,
  );
}

function root(name: DistinguishedName, signer: Signer): Promise<Uint8Array> {
  return certificateOf({ name, signer }, name, signer.publicKey, caLifetimeMs, [
    basicConstraints(true),
    keyUsage('keyCertSign', 'cRLSign'),
  ]);
}

interface TlsPair {
  readonly certificate: string;
  readonly key: string;
}

async function tlsPair(signer: Signer, commonName: string, extensions: readonly Extension[]): Promise<TlsPair> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
  const certificate = await certificateOf(
    { name: transportCaName, signer },
    [...transportCaName.slice(0, -1), { type: 'CN', value: commonName }],
    publicKey,
    leafLifetimeMs,
    [basicConstraints(false), keyUsage('digitalSignature'), ...extensions],
  );
  return { certificate: pem(certificate), key: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

/** The server's TLS key lives as long as its process and is written nowhere. */
function serverPair(signer: Signer, host: string): Promise<TlsPair> {
  const addresses = ['127.0.0.1', ...(isIP(host) === 4 && host !== '127.0.0.1' ? [host] : [])];
  const names = ['localhost', ...(isIP(host) === 0 && host !== 'localhost' ? [host] : [])];
  return tlsPair(signer, host, [
    extendedKeyUsage('serverAuth'),
    subjectAltName(
      names,
      addresses.map((address) => Uint8Array.from(address.split('.'), Number)),
    ),
  ]);
}

/** @param host name or IPv4 address that gateways reach the RA by */
export async function prepareCredentials(directory: string, keys: CaKeys, host: string): Promise<Credentials> {
  const caCertificate = await readOrMake(join(directory, 'ca.pem'), () => root(caName, keys.ca));
  const escrowCertificate = await readOrMake(join(directory, 'escrow.pem'), () =>
    certificateOf({ name: caName, signer: keys.ca }, escrowName, keys.escrowPublicKey, caLifetimeMs - dayMs, [
      basicConstraints(false),
      keyUsage('keyEncipherment'),
    ]),
  );
  const transportCa = await readOrMake(join(directory, 'transport-ca.pem'), () =>
    root(transportCaName, keys.transportCa),
  );
  const tls = { ...(await serverPair(keys.transportCa, host)), clientCa: pem(transportCa) };
  return { caCertificate, escrowCertificate, tls };
}

/**
 * What a gateway needs to reach the RA, in one folder: `gateway.pem`, `gateway-key.pem`, `ca.pem` (who signed the RA's TLS
 * certificate). A certificate that is there for the same name, and valid for another month, stays.
 */
export async function prepareGateway(folder: string, keys: CaKeys, name: string, clientCa: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(join(folder, 'ca.pem'), clientCa, 0o644);
  const path = join(folder, 'gateway.pem');
  if (existsSync(path) && existsSync(join(folder, 'gateway-key.pem'))) {
    const present = new X509Certificate(await readFile(path));
    const lasts = Date.parse(present.validTo) > Date.now() + 30 * dayMs;
    if (lasts && present.subject.split('\n').includes(`CN=${name}`)) return;
  }
  const pair = await tlsPair(keys.transportCa, name, [extendedKeyUsage('clientAuth')]);
  await writeWhole(join(folder, 'gateway-key.pem'), pair.key, 0o600);
  await writeWhole(path, pair.certificate, 0o644);
}
