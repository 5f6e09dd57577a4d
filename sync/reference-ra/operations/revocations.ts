/** Revocation and suspension of certificates, and the CRL. */
import { createHash } from 'node:crypto';
import { timestamp } from '../../../base/clock.js';
import type { Executor } from '../../../base/database.js';
import type { Revocation } from '../../connector.js';
import type { RevokedEntry } from '../../../base/pki/revocationList.js';
import { normalSerial } from '../ca/certificateAuthority.js';
import type { RaContext } from '../raContext.js';
import { refuseUnknownOperators } from '../operators.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import {
  certificateBySerial,
  certificatesByRegistration,
  isInForce,
  statusOf,
  type CertificateRow,
} from '../store/certificateRows.js';
import { once, type Caller } from '../store/idempotency.js';
import { registrationById } from '../store/rows.js';

const listLifetimeMs = 24 * 60 * 60 * 1000;
/** An older list is replaced, so that every list that leaves the RA is valid for a while. */
const listFreshMs = 60 * 60 * 1000;

/** 憑證廢止: revokes the certificates with these serials, or all that are in force. */
export function revoke(
  ra: Pick<RaContext, 'db' | 'clock'>,
  { gateway, key }: Caller,
  revocation: Revocation,
): Promise<{ revokedAt: string; serials: string[] }> {
  const { registrationId, reason, form, askedBy, approvedBy, note } = revocation;
  return once(ra, { gateway, key, request: { revoke: revocation } }, async (tx) => {
    const registration = await registrationById(tx, registrationId);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    await refuseUnknownOperators(tx, askedBy, approvedBy);
    if (askedBy === approvedBy) throw new Refusal('badRequest', {}, 'a second person approves');
    const all = await certificatesByRegistration(tx, registrationId);
    const nowMs = ra.clock.now();
    const chosen = revocation.serials === null ? inForce(all, nowMs) : named(all, revocation.serials, nowMs);
    const revokedAt = timestamp(ra.clock);
    const { lastId } = await tx.run(
      `INSERT INTO revocation (registration_id, reason, form, asked_by, approved_by, note, gateway, revoked_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [registrationId, reason, form, askedBy, approvedBy, note, gateway, revokedAt],
    );
    for (const { serial, card_serial: cardSerial } of chosen) {
      await tx.run('UPDATE certificate SET revocation = ? WHERE serial = ?', [lastId, serial]);
      const facts = { registrationId, cardSerial, serial, reason, form, askedBy, approvedBy };
      await audit(tx, { at: revokedAt, actor: gateway, event: 'certificateRevoked', facts });
    }
    const left = await certificatesByRegistration(tx, registrationId);
    if (!left.some((certificate) => isInForce(certificate, nowMs))) {
      // The card of a registration that was never issued is spoiled (作廢), and the registration is bound to another card.
      await tx.run("UPDATE registration SET state = 'revoked' WHERE id = ? AND state = 'issued'", [registrationId]);
    }
    return { revokedAt, serials: chosen.map(({ serial }) => serial) };
  });
}

function inForce(all: readonly CertificateRow[], nowMs: number): readonly CertificateRow[] {
  const chosen = all.filter((certificate) => isInForce(certificate, nowMs));
  if (chosen.length > 0) return chosen;
  throw new Refusal(all.some(({ revoked_at }) => revoked_at !== null) ? 'alreadyRevoked' : 'noCertificateInForce');
}

function named(all: readonly CertificateRow[], serials: readonly string[], nowMs: number): readonly CertificateRow[] {
  return [...new Set(serials.map(normalSerial))].map((serial) => {
    const certificate = all.find((candidate) => candidate.serial === serial);
    if (certificate === undefined) throw new Refusal('certificateUnknown');
    if (certificate.revoked_at !== null) throw new Refusal('alreadyRevoked');
    if (!isInForce(certificate, nowMs)) throw new Refusal('noCertificateInForce');
    return certificate;
  });
}

/** Suspends a certificate (暫時停用) or ends its suspension, for the RA's own staff. */
export async function setSuspended(
  { db, clock }: Pick<RaContext, 'db' | 'clock'>,
  serial: string,
  suspended: boolean,
): Promise<void> {
  await db.transaction(async (tx) => {
    const certificate = await certificateBySerial(tx, normalSerial(serial));
    if (certificate === undefined) throw new Refusal('certificateUnknown');
    if (statusOf(certificate, clock.now()) === 'revoked') throw new Refusal('alreadyRevoked');
    const now = timestamp(clock);
    await tx.run('UPDATE certificate SET suspended_at = ? WHERE number = ?', [
      suspended ? now : null,
      certificate.number,
    ]);
    await audit(tx, {
      at: now,
      actor: 'ra',
      event: suspended ? 'certificateSuspended' : 'certificateResumed',
      facts: {
        registrationId: certificate.registration_id,
        cardSerial: certificate.card_serial,
        serial: certificate.serial,
      },
    });
  });
}

interface RevocationListRow {
  readonly number: number;
  readonly der: Uint8Array;
  readonly entries_sha256: string;
  readonly made_at: string;
}

/** The CRL, DER: the last one while its entries are complete and it is recent, otherwise a new one. */
export function revocationList({
  db,
  clock,
  ca,
}: Pick<RaContext, 'db' | 'clock'> & { readonly ca: Pick<RaContext['ca'], 'revocationList'> }): Promise<Uint8Array> {
  return db.transaction(async (tx) => {
    const revoked = await revokedEntries(tx);
    const entriesSha256 = createHash('sha256').update(JSON.stringify(revoked)).digest('hex');
    const last = await tx.get<RevocationListRow>('SELECT * FROM revocation_list ORDER BY number DESC LIMIT 1');
    const age = clock.now() - Date.parse(last?.made_at ?? '1970-01-01T00:00:00Z');
    if (last?.entries_sha256 === entriesSha256 && age >= 0 && age < listFreshMs) return last.der;
    const times = { thisUpdate: new Date(clock.now()), nextUpdate: new Date(clock.now() + listLifetimeMs) };
    const der = await ca.revocationList((last?.number ?? 0) + 1, revoked, times);
    await tx.run('INSERT INTO revocation_list (number, der, entries_sha256, made_at) VALUES (?, ?, ?, ?)', [
      (last?.number ?? 0) + 1,
      der,
      entriesSha256,
      timestamp(clock),
    ]);
    return der;
  });
}

async function revokedEntries(tx: Executor): Promise<RevokedEntry[]> {
  const rows = await tx.all<{ serial: string; at: string; reason: RevokedEntry['reason'] }>(
    `SELECT serial, coalesce(revocation.revoked_at, suspended_at) AS at, coalesce(reason, 'certificateHold') AS reason
     FROM certificate LEFT JOIN revocation ON revocation.number = certificate.revocation
     WHERE certificate.revocation IS NOT NULL OR suspended_at IS NOT NULL ORDER BY certificate.number`,
  );
  return rows.map(({ serial, at, reason }) => ({ serial, revokedAt: new Date(at), reason }));
}
