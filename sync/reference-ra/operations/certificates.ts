import { fromBase64, toBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { KeyUse } from '../../../base/terms.js';
import { readCertificationRequest, type CertificationRequestFacts } from '../../../base/pki/certificationRequest.js';
import { keyFingerprint } from '../../../base/pki/releaseCheck/publicKeyParts.js';
import { isOfAlgorithm, isStrongKey, publicKeyDigest } from '../ca/certificateAuthority.js';
import { subjectOf } from '../../subjectTemplate.js';
import { endOfValidity } from '../ca/validity.js';
import type { Office } from '../office.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { once } from '../store/idempotency.js';
import { certificatesByOrder, type CertificateRow } from '../store/certificateRows.js';
import { orderById, registrationById, type OrderRow, type RegistrationRow } from '../store/rows.js';
import { refuseUnlessRenewable } from './renewals.js';
import { refuseUnlessTermsAccepted } from './terms.js';

export interface WireCertificateRequest {
  readonly use: KeyUse;
  /** PKCS #10 DER, base64. */
  readonly request: string;
}

interface WireCertificate {
  readonly use: KeyUse;
  /** X.509 DER, base64. */
  readonly certificate: string;
}

interface CheckedRequest {
  readonly use: KeyUse;
  readonly publicKey: Uint8Array;
  readonly digest: string;
  /** Tells the key again with another exponent or the other sign. */
  readonly fingerprint: string;
}

/** Certifies the keys of an order's card; the same keys again give the same certificates. */
export async function requestCertificates(
  office: Office,
  gateway: string,
  key: string,
  orderId: string,
  requests: readonly WireCertificateRequest[],
): Promise<{ certificates: WireCertificate[] }> {
  const checked = requests.map(check);
  if (new Set(checked.map(({ use }) => use)).size < checked.length) {
    throw new Refusal('badRequest', {}, 'a use is named twice');
  }
  if (new Set(checked.map(({ fingerprint }) => fingerprint)).size < checked.length)
    throw new Refusal('publicKeyReused');

  return once(office, { gateway, key, request: { requestCertificates: orderId, requests } }, async (tx) => {
    const order = await orderById(tx, orderId);
    const registration = order && (await registrationById(tx, order.registration_id));
    if (order === undefined || registration === undefined) throw new Refusal('orderUnknown');
    if (order.spoiled_at !== null) throw new Refusal('cardSpoiled');
    const before = await certificatesByOrder(tx, orderId);
    if (before.length > 0) return { certificates: again(before, checked) };
    refuseKeysUnlike(office, checked);
    await refuseUnlessAtThisPoint(office, tx, order, registration);
    await refuseKnownKeys(tx, checked);
    return { certificates: await issue(office, tx, gateway, order, registration, checked) };
  });
}

/** @throws {Refusal} unless they are the uses of this RA's certificates, for keys as its profile wants them */
function refuseKeysUnlike({ rules }: Office, requests: readonly CheckedRequest[]): void {
  const wanted: readonly KeyUse[] = rules.certificateUses === 'single' ? ['signEncrypt'] : ['sign', 'encrypt'];
  if (requests.length !== wanted.length || !requests.every(({ use }) => wanted.includes(use))) {
    throw new Refusal('badRequest', {}, `this RA certifies ${wanted.join(' and ')}`);
  }
  if (!requests.every(({ publicKey }) => isOfAlgorithm(publicKey, rules.keyAlgorithm))) {
    throw new Refusal('badRequest', {}, `this RA certifies ${rules.keyAlgorithm} keys`);
  }
}

/** In person the terms are signed on paper; whoever applies or renews has accepted those in force. */
async function refuseUnlessAtThisPoint(
  office: Office,
  tx: Executor,
  order: OrderRow,
  { id, state }: RegistrationRow,
): Promise<void> {
  if (order.kind === 'renew') {
    if (state !== 'issued') throw new Refusal('registrationNotPrepared', { state });
    await refuseUnlessRenewable(office, tx, order.card_serial, order.id);
  } else if (state === 'issuing') {
    return;
  } else if (state !== 'prepared') {
    throw new Refusal('registrationNotApproved', { state });
  }
  await refuseUnlessTermsAccepted(office, tx, id);
}

function check({ use, request }: WireCertificateRequest): CheckedRequest {
  let facts: CertificationRequestFacts;
  try {
    facts = readCertificationRequest(fromBase64(request));
  } catch {
    throw new Refusal('badRequest', { use }, 'not a PKCS #10 request');
  }
  if (!isStrongKey(facts.publicKey)) throw new Refusal('badRequest', { use }, 'the key is too weak');
  if (!facts.signatureValid) throw new Refusal('proofOfPossessionFailed', { use });
  const { publicKey } = facts;
  return { use, publicKey, digest: publicKeyDigest(publicKey), fingerprint: keyFingerprint(publicKey) };
}

/** What was issued, in the order asked for. @throws {Refusal} unless exactly these keys were certified and are trusted. */
function again(before: readonly CertificateRow[], requests: readonly CheckedRequest[]): WireCertificate[] {
  const certificates = requests.map(({ use, digest }) => {
    const row = before.find((candidate) => candidate.use === use && candidate.public_key_sha256 === digest);
    if (row === undefined) throw new Refusal('certificateAlreadyIssued');
    if (row.revoked_at !== null) throw new Refusal('certificateRevoked', { serial: row.serial });
    return { use, certificate: toBase64(row.der) };
  });
  if (certificates.length !== before.length) throw new Refusal('certificateAlreadyIssued');
  return certificates;
}

async function refuseKnownKeys(tx: Executor, requests: readonly CheckedRequest[]): Promise<void> {
  for (const { use, fingerprint } of requests) {
    const known = await tx.get('SELECT 1 FROM known_key WHERE fingerprint = ?', [fingerprint]);
    if (known !== undefined) throw new Refusal('publicKeyReused', { use });
  }
}

async function issue(
  { ca, clock, rules }: Office,
  tx: Executor,
  gateway: string,
  order: OrderRow,
  registration: RegistrationRow,
  requests: readonly CheckedRequest[],
): Promise<WireCertificate[]> {
  const now = new Date(clock.now());
  const subject = subjectOf(rules.subject, registration.user_identifier);
  const validity = { notBefore: now, notAfter: endOfValidity(now) };
  const certificates: WireCertificate[] = [];
  for (const { use, publicKey, digest, fingerprint } of requests) {
    const issued = await ca.issue(subject, use, publicKey, validity);
    await tx.run(
      `INSERT INTO certificate (serial, order_id, use, public_key_sha256, der, not_after, issued_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [issued.serial, order.id, use, digest, issued.certificate, validity.notAfter.toISOString(), timestamp(clock)],
    );
    await tx.run('INSERT INTO known_key (fingerprint, serial) VALUES (?, ?)', [fingerprint, issued.serial]);
    await audit(tx, timestamp(clock), gateway, 'certificateIssued', {
      orderId: order.id,
      registrationId: registration.id,
      cardSerial: order.card_serial,
      use,
      serial: issued.serial,
    });
    certificates.push({ use, certificate: toBase64(issued.certificate) });
  }
  return certificates;
}
