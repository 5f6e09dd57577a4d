/** What the audit log needs of an RA: the gateway's key for it, and its checkpoints. */
import { createSign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AuditRa } from '../audit/auditWatch.js';
import type { HeadSigner } from '../audit/signedHeads.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { RaApiConnector } from '../../sync/ra-api/connector.js';
import { identityName, readIdentity } from './raIdentity.js';
import type { RaLink } from './raLink.js';

/** Signs heads with the gateway's present key for this RA. */
export async function headSigner(profile: RaProfile, stateDirectory: string): Promise<HeadSigner> {
  const identity = await readIdentity(profile, stateDirectory);
  const gateway = identityName(identity);
  const own = new X509Certificate(identity.certificate);
  const authority = await issuerOf(profile.connector.caFile, own);
  return {
    raId: profile.id,
    gateway,
    certificate: own.toString(),
    sign: (text) => createSign('sha256').update(text).sign(identity.key, 'base64'),
    isOwn(certificate) {
      const signer = new X509Certificate(certificate);
      if (signer.fingerprint256 === own.fingerprint256) return true;
      // An earlier key of this gateway: the same name from the same issuer.
      const isSame = signer.subject === own.subject && signer.issuer === own.issuer;
      return isSame && (authority === null || signer.verify(authority.publicKey));
    },
  };
}

/** The certificate of the file that issued this one; null: it is not there. */
async function issuerOf(caFile: string, certificate: X509Certificate): Promise<X509Certificate | null> {
  const pem = await readFile(caFile, 'utf8');
  const all = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return all.map((one) => new X509Certificate(one)).find((one) => certificate.checkIssued(one)) ?? null;
}

export function auditRa(
  { profile, connector }: { readonly profile: RaProfile; readonly connector: RaApiConnector },
  link: RaLink,
  stateDirectory: string,
): AuditRa {
  return {
    raId: profile.id,
    signer: () => headSigner(profile, stateDirectory),
    newestCheckpoint: () => connector.newestAuditCheckpoint(),
    enqueueIn: (tx, { seq, hash, at: signedAt, signature }) =>
      link.enqueueIn(tx, { kind: 'auditCheckpoint', body: { seq, hash, signedAt, signature } }),
    deliver: () => link.deliver(),
  };
}
