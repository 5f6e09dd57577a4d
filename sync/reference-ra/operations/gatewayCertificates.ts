import { equalBytes, fromBase64, toBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { readCertificationRequest, type CertificationRequestFacts } from '../../../base/pki/certificationRequest.js';
import { parseName, type DistinguishedName } from '../../../base/pki/names.js';
import { isStrongKey } from '../ca/certificateAuthority.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';

/**
 * A new certificate for the gateway that asks; the one it asks with stays valid until its end.
 * @param presented the client certificate of the connection, X.509 DER
 */
export async function renewGatewayCertificate(
  { db, clock, transportCa }: Office,
  gateway: string,
  presented: Uint8Array,
  request: string,
): Promise<{ certificate: string }> {
  let facts: CertificationRequestFacts;
  let subject: DistinguishedName;
  try {
    facts = readCertificationRequest(fromBase64(request));
    subject = parseName(facts.subject);
  } catch {
    throw new Refusal('badRequest', {}, 'not a PKCS #10 request');
  }
  if (!isStrongKey(facts.publicKey)) throw new Refusal('badRequest', {}, 'the key is too weak');
  if (!facts.signatureValid) throw new Refusal('proofOfPossessionFailed');
  if (!subject.some(({ type, value }) => type === 'CN' && value === gateway)) {
    throw new Refusal('notAllowed', {}, 'the request names another gateway');
  }
  if (equalBytes(facts.publicKey, readCertificate(presented).publicKey)) throw new Refusal('publicKeyReused');
  const certificate = await transportCa.gatewayCertificate(gateway, facts.publicKey);
  const { serial, notAfter } = readCertificate(certificate);
  await db.transaction((tx) => audit(tx, timestamp(clock), gateway, 'gatewayCertificateRenewed', { serial, notAfter }));
  return { certificate: toBase64(certificate) };
}
