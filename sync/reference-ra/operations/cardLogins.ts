/** Logins by card: whoever has the card and knows its PINs is the subscriber. */
import { randomBytes, randomUUID } from 'node:crypto';
import { fromBase64, toBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import { proofBytes } from '../../cardProof.js';
import type { SubscriberAuthorisation } from '../../connector.js';
import { certificateKeySigned } from '../../../base/pki/certificate.js';
import type { components } from '../../ra-api/schema.generated.js';
import { normalSerial } from '../ca/certificateAuthority.js';
import { renewalWindow } from '../ca/validity.js';
import type { RaContext } from '../raContext.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { certificateBySerial, statusOf, type CertificateRow } from '../store/certificateRows.js';
import { registrationById } from '../store/rows.js';
import { grant } from './logins.js';

/** Between challenge and signature a person types both PINs. */
const lifetimeMs = 5 * 60 * 1000;

interface ChallengeRow {
  readonly gateway: string;
  readonly certificate_serial: string;
  readonly challenge: Uint8Array;
  readonly expires_at: string;
  readonly used_at: string | null;
}

/** Random bytes that the card has to sign within five minutes. @param certificateSerial hex, of a certificate for signatures */
export async function challengeCard(
  { db, clock }: RaContext,
  gateway: string,
  certificateSerial: string,
): Promise<components['schemas']['CardChallenge']> {
  return db.transaction(async (tx) => {
    const certificate = await certificateBySerial(tx, normalSerial(certificateSerial));
    refuseUnlessUsable(certificate, clock.now());
    // An encryption key deciphers data from anybody, and with RSA a deciphered value can be a signature: it proves nothing.
    if (certificate.use === 'encrypt') throw new Refusal('badRequest', {}, 'the certificate is not for signatures');
    const id = randomUUID();
    const challenge = randomBytes(32);
    const expiresAt = new Date(clock.now() + lifetimeMs).toISOString();
    await tx.run('DELETE FROM card_challenge WHERE expires_at <= ?', [timestamp(clock)]);
    await tx.run(
      'INSERT INTO card_challenge (id, gateway, certificate_serial, challenge, expires_at) VALUES (?, ?, ?, ?, ?)',
      [id, gateway, certificate.serial, challenge, expiresAt],
    );
    return { id, challenge: toBase64(challenge), expiresAt };
  });
}

/** @throws {Refusal} when there is no such certificate, or it is revoked, suspended or expired */
function refuseUnlessUsable(
  certificate: CertificateRow | undefined,
  nowMs: number,
): asserts certificate is CertificateRow {
  if (certificate === undefined) throw new Refusal('certificateUnknown');
  const { serial } = certificate;
  switch (statusOf(certificate, nowMs)) {
    case 'revoked':
      throw new Refusal('certificateRevoked', { serial });
    case 'suspended':
      throw new Refusal('certificateSuspended', { serial });
    case 'expired':
      throw new Refusal('renewalTooLate', { endedOn: renewalWindow(new Date(certificate.not_after)).endsOn });
    case 'valid':
    case 'expiringSoon':
  }
}

/** Uses the challenge up before it verifies the signature: each challenge takes one attempt, whatever its result. */
export async function authoriseByCard(
  ra: RaContext,
  gateway: string,
  { challengeId, signature }: { readonly challengeId: string; readonly signature: string },
): Promise<SubscriberAuthorisation> {
  const challenge = await useChallenge(ra, gateway, challengeId);
  return ra.db.transaction(async (tx) => {
    const certificate = await certificateBySerial(tx, challenge.certificate_serial);
    refuseUnlessUsable(certificate, ra.clock.now());
    const registration = await registrationById(tx, certificate.registration_id);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    const signed = proofBytes(challenge.challenge, certificate.serial);
    if (!certificateKeySigned(certificate.der, signed, bytesOf(signature))) throw new Refusal('proofFailed');
    return grant(ra, tx, { gateway, registration, means: 'card' });
  });
}

function bytesOf(signature: string): Uint8Array {
  try {
    return fromBase64(signature);
  } catch {
    throw new Refusal('badRequest', {}, 'the signature is not base64');
  }
}

async function useChallenge({ db, clock }: RaContext, gateway: string, id: string): Promise<ChallengeRow> {
  return db.transaction(async (tx) => {
    const now = timestamp(clock);
    const row = await tx.get<ChallengeRow>('SELECT * FROM card_challenge WHERE id = ?', [id]);
    if (row?.gateway !== gateway || row.expires_at <= now || row.used_at !== null)
      throw new Refusal('challengeExpired');
    await tx.run('UPDATE card_challenge SET used_at = ? WHERE id = ?', [now, id]);
    await audit(tx, { at: now, actor: gateway, event: 'cardProofAnswered', facts: { serial: row.certificate_serial } });
    return row;
  });
}
