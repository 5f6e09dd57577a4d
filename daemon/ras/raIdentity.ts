/**
 * The certificate by which an RA knows this gateway, and its key. The first pair comes from the settings. A renewed pair is kept
 * in the state directory, the only place that the gateway may write to. Key and certificate are in one file, so that one rename
 * replaces both.
 */
import { generateKeyPair, sign, X509Certificate } from 'node:crypto';
import { link, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readPlain, replacePlain } from '../../base/plainFile.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { RaConnector } from '../../sync/connector.js';
import { createCertificationRequest } from '../../base/pki/certificationRequest.js';
import type { GatewayIdentity } from '../../sync/ra-api/connector.js';

/** The file of the renewed pair. The pair before it is kept beside it with the suffix `.previous`. */
function renewedIdentityFile(stateDirectory: string, raId: string): string {
  return join(stateDirectory, `ra-${raId}.pem`);
}

function blocksOf(pem: string): GatewayIdentity {
  const block = (label: RegExp): string =>
    new RegExp(`-----BEGIN ${label.source}-----[\\s\\S]*?-----END ${label.source}-----\\n?`).exec(pem)?.[0] ?? '';
  return { certificate: block(/CERTIFICATE/), key: block(/PRIVATE KEY/) };
}

async function readRenewed(file: string): Promise<GatewayIdentity | null> {
  const content = await readPlain(file);
  return content === null ? null : blocksOf(content.toString('utf8'));
}

const beginOf = ({ certificate }: Pick<GatewayIdentity, 'certificate'>): number =>
  Date.parse(new X509Certificate(certificate).validFrom);

/**
 * The pair in force: the younger one, so that a newer pair in the settings replaces an older renewed one. The key of the settings is
 * read only where that pair is in force: systemd hides it while the service does not run.
 */
export async function readIdentity(profile: RaProfile, stateDirectory: string): Promise<GatewayIdentity> {
  const inForce = await certificateInForce(profile, stateDirectory);
  return { ...inForce, key: inForce.key ?? (await readFile(profile.connector.keyFile, 'utf8')) };
}

/** @returns `key` is null where it is the one of the settings, which is not read */
export async function certificateInForce(
  { id, connector }: RaProfile,
  stateDirectory: string,
): Promise<{ readonly certificate: string; readonly key: string | null }> {
  const configured = { certificate: await readFile(connector.certificateFile, 'utf8'), key: null };
  const renewed = await readRenewed(renewedIdentityFile(stateDirectory, id));
  return renewed === null || beginOf(renewed) < beginOf(configured) ? configured : renewed;
}

/** The name under which the RA knows the gateway. */
export function identityName({ certificate }: Pick<GatewayIdentity, 'certificate'>): string {
  return /^CN=(.*)$/m.exec(new X509Certificate(certificate).subject)?.[1] ?? '';
}

/**
 * Makes a new key, has the RA certify it under the present name, and stores both. New connections use them.
 * @throws {RaUnavailableError} @throws {RaRefusedError}
 */
export async function renewIdentity(
  profile: RaProfile,
  stateDirectory: string,
  ra: Pick<RaConnector, 'renewGatewayCertificate'>,
): Promise<GatewayIdentity> {
  const name = identityName(await readIdentity(profile, stateDirectory));
  const pair = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const request = await createCertificationRequest([{ type: 'CN', value: name }], {
    publicKey: new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })),
    sign: (data) => Promise.resolve(new Uint8Array(sign('sha256', data, pair.privateKey))),
  });
  const certificate = new X509Certificate(await ra.renewGatewayCertificate(request));
  if (!certificate.checkPrivateKey(pair.privateKey))
    throw new Error('the RA certified another key than it was asked to');
  const identity = {
    certificate: certificate.toString(),
    key: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
  await keep(renewedIdentityFile(stateDirectory, profile.id), identity);
  return identity;
}

/** Replaces the file atomically, so that there is a complete pair at every moment. */
async function keep(file: string, { certificate, key }: GatewayIdentity): Promise<void> {
  await rm(`${file}.previous`, { force: true });
  await link(file, `${file}.previous`).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  // Root may renew from the shell; the file has to belong to the gateway's user, who owns the folder.
  await replacePlain(file, `${key}${certificate}`, await stat(dirname(file)));
}
