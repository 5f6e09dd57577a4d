/** What the audit log needs of an RA: the gateway's key for it, and its checkpoints. */
import { createSign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pemBlocks } from '../../base/pki/pem.js';
import type { AuditRa } from '../audit/auditWatch.js';
import type { HeadJudge, HeadSigner } from '../audit/signedHeads.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { RaApiConnector } from '../../sync/ra-api/connector.js';
import { certificateInForce, identityName, readIdentity } from './raIdentity.js';
import type { RaLink } from './raLink.js';

/** Signs heads with the gateway's present key for this RA. */
export async function headSigner(profile: RaProfile, stateDirectory: string): Promise<HeadSigner> {
  const { certificate, key } = await readIdentity(profile, stateDirectory);
  return {
    ...(await headJudge(profile, stateDirectory)),
    certificate,
    sign: (text) => createSign('sha256').update(text).sign(key, 'base64'),
  };
}

/** Judges heads without a key: a maintainer at the shell may not have it. */
export async function headJudge(profile: RaProfile, stateDirectory: string): Promise<HeadJudge> {
  const inForce = await certificateInForce(profile, stateDirectory);
  const gateway = identityName(inForce);
  const own = new X509Certificate(inForce.certificate);
  const authorities = await authoritiesIn(profile.connector.caFile);
  const isIssued = authorities.some((ca) => own.checkIssued(ca));
  return {
    raId: profile.id,
    gateway,
    isOwn(certificate) {
      const signer = new X509Certificate(certificate);
      if (signer.fingerprint256 === own.fingerprint256) return true;
      // An earlier key of this gateway: the same name, from an authority of this RA. A renewal may change the rest of the subject.
      if (identityName({ certificate }) !== gateway) return false;
      return isIssued ? authorities.some((ca) => signer.verify(ca.publicKey)) : signer.issuer === own.issuer;
    },
  };
}

async function authoritiesIn(caFile: string): Promise<readonly X509Certificate[]> {
  return pemBlocks(await readFile(caFile), 'CERTIFICATE').map((certificate) => new X509Certificate(certificate));
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
