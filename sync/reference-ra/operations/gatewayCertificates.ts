import { equalBytes, fromBase64, toBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { readCertificationRequest, type CertificationRequestFacts } from '../../../base/pki/certificationRequest.js';
import { parseName, type DistinguishedName } from '../../../base/pki/names.js';
import { isStrongKey } from '../ca/certificateAuthority.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';

/** A gateway as its TLS connection identifies it. */
export interface GatewayClient {
  readonly gateway: string;
  /** Its client certificate, X.509 DER. */
  readonly certificate: Uint8Array;
}

/**
 * Certifies a new key of the gateway that asks. Its current certificate stays valid until its end.
 * @param request PKCS #10 DER, base64
 */
export async function renewGatewayCertificate(
  { db, clock, transportCa }: RaContext,
  { gateway, certificate: current }: GatewayClient,
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
  if (equalBytes(facts.publicKey, readCertificate(current).publicKey)) throw new Refusal('publicKeyReused');
  const certificate = await transportCa.gatewayCertificate(gateway, facts.publicKey);
  const { serial, notAfter } = readCertificate(certificate);
  await db.transaction((tx) =>
    audit(tx, {
      at: timestamp(clock),
      actor: gateway,
      event: 'gatewayCertificateRenewed',
      facts: { serial, notAfter },
    }),
  );
  return { certificate: toBase64(certificate) };
}
