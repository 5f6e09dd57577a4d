import { fromBase64, toBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { KeyUse } from '../../../base/terms.js';
import { readCertificationRequest, type CertificationRequestFacts } from '../../../base/pki/certificationRequest.js';
import { keyFingerprint } from '../../../base/pki/releaseCheck/publicKeyParts.js';
import { isOfAlgorithm, isStrongKey, publicKeyDigest } from '../ca/certificateAuthority.js';
import { subjectOf } from '../../subjectTemplate.js';
import { endOfValidity } from '../ca/validity.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { once, type Caller } from '../store/idempotency.js';
import { refuseUnlessHeld } from '../store/orderHolds.js';
import { certificatesByOrder, type CertificateRow } from '../store/certificateRows.js';
import { orderById, registrationById, type OrderRow, type RegistrationRow } from '../store/rows.js';
import { refuseUnlessRenewable } from './renewals.js';
import { refuseUnlessTermsAccepted } from './terms.js';

export interface WireCertificateRequest {
  readonly use: KeyUse;
  /** PKCS #10 DER, base64. */
  readonly request: string;
}

export interface CertificatesRequest {
  readonly orderId: string;
  readonly requests: readonly WireCertificateRequest[];
}

interface WireCertificate {
  readonly use: KeyUse;
  /** X.509 DER, base64. */
  readonly certificate: string;
}

interface OrderOfRegistration {
  readonly order: OrderRow;
  readonly registration: RegistrationRow;
}

interface CheckedRequest {
  readonly use: KeyUse;
  readonly publicKey: Uint8Array;
  readonly digest: string;
  /** Tells the key again with another exponent or the other sign. */
  readonly fingerprint: string;
}

/** Certifies the keys of an order's card. The same keys again get the same certificates. */
export async function requestCertificates(
  ra: RaContext,
  { gateway, key }: Caller,
  { orderId, requests }: CertificatesRequest,
): Promise<{ certificates: WireCertificate[] }> {
  const checked = requests.map(check);
  if (new Set(checked.map(({ use }) => use)).size < checked.length) {
    throw new Refusal('badRequest', {}, 'a use is named twice');
  }
  if (new Set(checked.map(({ fingerprint }) => fingerprint)).size < checked.length)
    throw new Refusal('publicKeyReused');

  return once(ra, { gateway, key, request: { requestCertificates: orderId, requests } }, async (tx) => {
    const order = await orderById(tx, orderId);
    const registration = order && (await registrationById(tx, order.registration_id));
    if (order === undefined || registration === undefined) throw new Refusal('orderUnknown');
    refuseUnlessHeld(order, gateway);
    if (order.spoiled_at !== null) throw new Refusal('cardSpoiled');
    const before = await certificatesByOrder(tx, orderId);
    if (before.length > 0) return { certificates: issuedBefore(before, checked) };
    refuseUnlessOfProfile(ra, checked);
    await refuseUnlessCertifiable(ra, tx, { order, registration });
    await refuseKnownKeys(tx, checked);
    return { certificates: await issue(ra, tx, { gateway, order, registration, requests: checked }) };
  });
}

/** @throws {Refusal} unless uses and key algorithm are those of the RA's profile */
function refuseUnlessOfProfile({ rules }: RaContext, requests: readonly CheckedRequest[]): void {
  const wanted: readonly KeyUse[] = rules.certificateUses === 'single' ? ['signEncrypt'] : ['sign', 'encrypt'];
  if (requests.length !== wanted.length || !requests.every(({ use }) => wanted.includes(use))) {
    throw new Refusal('badRequest', {}, `this RA certifies ${wanted.join(' and ')}`);
  }
  if (!requests.every(({ publicKey }) => isOfAlgorithm(publicKey, rules.keyAlgorithm))) {
    throw new Refusal('badRequest', {}, `this RA certifies ${rules.keyAlgorithm} keys`);
  }
}

/** At the counter the terms are signed on paper. Whoever applies or renews has to have accepted those in force. */
async function refuseUnlessCertifiable(
  ra: RaContext,
  tx: Executor,
  { order, registration: { id, state } }: OrderOfRegistration,
): Promise<void> {
  if (order.kind === 'renew') {
    if (state !== 'issued') throw new Refusal('registrationNotPrepared', { state });
    await refuseUnlessRenewable(ra, tx, { cardSerial: order.card_serial, openRenewalId: order.id });
  } else if (state === 'issuing') {
    return;
  } else if (state !== 'prepared') {
    throw new Refusal('registrationNotApproved', { state });
  }
  await refuseUnlessTermsAccepted(ra, tx, id);
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

/** @returns one for each request, in their order @throws {Refusal} unless exactly these keys were certified and none is revoked */
function issuedBefore(before: readonly CertificateRow[], requests: readonly CheckedRequest[]): WireCertificate[] {
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
  { ca, clock, rules }: RaContext,
  tx: Executor,
  {
    gateway,
    order,
    registration,
    requests,
  }: OrderOfRegistration & { readonly gateway: string; readonly requests: readonly CheckedRequest[] },
): Promise<WireCertificate[]> {
  const now = new Date(clock.now());
  const subject = subjectOf(rules.subject, registration.user_identifier);
  const validity = { notBefore: now, notAfter: endOfValidity(now) };
  const certificates: WireCertificate[] = [];
  for (const { use, publicKey, digest, fingerprint } of requests) {
    const issued = await ca.issue({ subject, use, publicKey, validity });
    await tx.run(
      `INSERT INTO certificate (serial, order_id, use, public_key_sha256, der, not_after, issued_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [issued.serial, order.id, use, digest, issued.certificate, validity.notAfter.toISOString(), timestamp(clock)],
    );
    await tx.run('INSERT INTO known_key (fingerprint, serial) VALUES (?, ?)', [fingerprint, issued.serial]);
    await audit(tx, {
      at: timestamp(clock),
      actor: gateway,
      event: 'certificateIssued',
      facts: {
        orderId: order.id,
        registrationId: registration.id,
        cardSerial: order.card_serial,
        use,
        serial: issued.serial,
      },
    });
    certificates.push({ use, certificate: toBase64(issued.certificate) });
  }
  return certificates;
}
