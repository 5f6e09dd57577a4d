/** Certificates: the queries that several operations share, and their form in the contract. */
import { toBase64 } from '../../../base/bytes.js';
import type { Executor } from '../../../base/database.js';
import type { KeyUse } from '../../../base/terms.js';
import type { CertificateStatus, RevocationReason } from '../../connector.js';
import type { components } from '../../ra-api/schema.generated.js';
import { renewalWindow } from '../ca/validity.js';

export interface CertificateRow {
  readonly number: number;
  readonly serial: string;
  readonly order_id: string;
  readonly use: KeyUse;
  readonly public_key_sha256: string;
  readonly der: Uint8Array;
  readonly not_after: string;
  readonly suspended_at: string | null;
  readonly revoked_at: string | null;
  readonly reason: RevocationReason | null;
  readonly registration_id: string;
  readonly user_identifier: string;
  readonly card_serial: string;
  /** When a gateway reported the order's certificates on the card. */
  readonly order_issued_at: string | null;
}

const certificateQuery = `
  SELECT certificate.*, revocation.revoked_at, revocation.reason, card_order.registration_id, card_order.card_serial,
    card_order.issued_at AS order_issued_at, registration.user_identifier
  FROM certificate
    JOIN card_order ON card_order.id = certificate.order_id
    JOIN registration ON registration.id = card_order.registration_id
    LEFT JOIN revocation ON revocation.number = certificate.revocation`;

export function certificateBySerial(db: Executor, serial: string): Promise<CertificateRow | undefined> {
  return db.get<CertificateRow>(`${certificateQuery} WHERE certificate.serial = ?`, [serial]);
}

/** Oldest first. */
export function certificatesByOrder(db: Executor, orderId: string): Promise<CertificateRow[]> {
  return db.all<CertificateRow>(`${certificateQuery} WHERE certificate.order_id = ? ORDER BY certificate.number`, [
    orderId,
  ]);
}

/** Newest first. */
export function certificatesByCard(db: Executor, cardSerial: string): Promise<CertificateRow[]> {
  return db.all<CertificateRow>(
    `${certificateQuery} WHERE card_order.card_serial = ? ORDER BY certificate.number DESC`,
    [cardSerial],
  );
}

/** Newest first. */
export function certificatesByRegistration(db: Executor, registrationId: string): Promise<CertificateRow[]> {
  return db.all<CertificateRow>(
    `${certificateQuery} WHERE card_order.registration_id = ? ORDER BY certificate.number DESC`,
    [registrationId],
  );
}

/** @param nowMs of the RA's clock */
export function statusOf(row: CertificateRow, nowMs: number): CertificateStatus {
  const { opensAt, endsAt } = renewalWindow(new Date(row.not_after));
  if (row.revoked_at !== null) return 'revoked';
  if (nowMs > endsAt.getTime()) return 'expired';
  if (row.suspended_at !== null) return 'suspended';
  return nowMs >= opensAt.getTime() ? 'expiringSoon' : 'valid';
}

/** Neither revoked nor expired. A suspended certificate is in force, because its suspension may end. */
export function isInForce(row: CertificateRow, nowMs: number): boolean {
  const status = statusOf(row, nowMs);
  return status !== 'revoked' && status !== 'expired';
}

/** The certificate in the form of the contract. @param nowMs of the RA's clock */
export function recordOf(row: CertificateRow, nowMs: number): components['schemas']['CertificateRecord'] {
  return {
    id: `C-${String(row.number).padStart(6, '0')}`,
    userIdentifier: row.user_identifier,
    serial: row.serial,
    status: statusOf(row, nowMs),
    use: row.use,
    cardSerial: row.card_serial,
    certificate: toBase64(row.der),
    revokedAt: row.revoked_at,
    revocationReason: row.reason,
  };
}
