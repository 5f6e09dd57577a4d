import { z } from 'zod';
import { timestamp } from '../../../base/clock.js';
import { Secret } from '../../../base/secret.js';
import type { Ground, Registration } from '../../connector.js';
import type { components } from '../../ra-api/schema.generated.js';
import type { Office } from '../office.js';
import { hashPassword, unknownPassword } from '../passwords.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { certificatesByRegistration, recordOf } from '../store/certificateRows.js';
import { historyOfRegistration } from '../store/history.js';
import { insertRegistration } from '../store/newRegistration.js';
import {
  counterRegistrations,
  registrationById,
  registrationOf,
  registrationsByIds,
  registrationsBySaying,
} from '../store/rows.js';
import { acceptGround } from './grounds.js';
import { accountState } from './logins.js';
import { acceptedTerms } from './terms.js';

export async function listRegistrations({ db }: Office): Promise<Registration[]> {
  return (await counterRegistrations(db)).map(registrationOf);
}

/** One for each id, in order. */
export async function lookUpRegistrations({ db }: Office, ids: readonly string[]): Promise<(Registration | null)[]> {
  const found = new Map((await registrationsByIds(db, ids)).map((row) => [row.id, registrationOf(row)]));
  return ids.map((id) => found.get(id) ?? null);
}

const mostFound = 50;

/** By what a subscriber says of themselves, whole. */
export async function searchRegistrations({ db }: Office, text: string): Promise<Registration[]> {
  return (await registrationsBySaying(db, text, mostFound)).map(registrationOf);
}

/** Everything about one subscriber that a counter or the subscriber may see. */
export function readRegistration(
  { db, clock }: Office,
  gateway: string,
  registrationId: string,
  ground: Ground,
): Promise<components['schemas']['RegistrationRecord']> {
  return db.transaction(async (tx) => {
    const registration = await registrationById(tx, registrationId);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    const by = await acceptGround(tx, clock, gateway, ground, registrationId, 'authorisationExpired');
    await audit(tx, timestamp(clock), gateway, 'registrationRead', { registrationId, ...by });
    const certificates = await certificatesByRegistration(tx, registrationId);
    return {
      registration: registrationOf(registration),
      letterContact: registration.letter_contact,
      account: registration.account,
      accountState: await accountState(tx, registration.account),
      certificates: certificates.map((certificate) => recordOf(certificate, clock.now())),
      acceptedTerms: await acceptedTerms(tx, registrationId),
      history: await historyOfRegistration(tx, registrationId, registration.account),
    };
  });
}

/** A subscriber's record as the RA's officer takes it down. The website password (網站密碼) is kept as a hash only. */
export const newRegistrationSchema = z.strictObject({
  state: z.enum(['pending', 'approved']),
  subscriberId: z.string().min(1).max(32),
  userIdentifier: z.string().min(1).max(64),
  name: z.string().min(1).max(128),
  letterContact: z.string().min(1).max(256),
  account: z.string().min(1).max(64),
  /** null: nobody knows one until a reset (網站密碼重設) puts it into a letter. */
  websitePassword: z.string().min(6).max(16).nullable().default(null),
  /** The website password has to be changed at the first login. */
  passwordChangeRequired: z.boolean().default(false),
  channel: z.enum(['counter', 'batch']).default('counter'),
});

/** @returns the registrations' ids, in order; all are taken or none. */
export async function register(
  { db, clock }: Office,
  entries: readonly z.output<typeof newRegistrationSchema>[],
): Promise<string[]> {
  const hashes = await Promise.all(
    entries.map(async ({ websitePassword }) => {
      if (websitePassword === null) return unknownPassword();
      const password = Secret.fromText(websitePassword);
      return hashPassword(password).finally(() => password.dispose());
    }),
  );
  return db.transaction(async (tx) => {
    const now = timestamp(clock);
    const ids: string[] = [];
    for (const [index, entry] of entries.entries()) {
      const hash = hashes[index];
      if (hash === undefined) throw new Error('a hash for each account');
      const id = await insertRegistration(tx, entry, { hash, changeRequired: entry.passwordChangeRequired }, now);
      await audit(tx, now, 'ra', 'registered', { registrationId: id });
      ids.push(id);
    }
    return ids;
  });
}

/** The RA's officer approves a pending registration; one that is approved already stays so. */
export async function approveRegistration({ db, clock }: Office, registrationId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const registration = await registrationById(tx, registrationId);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    if (registration.state === 'approved') return;
    if (registration.state !== 'pending') throw new Refusal('registrationAlreadyIssued', {}, registration.state);
    const now = timestamp(clock);
    await tx.run("UPDATE registration SET state = 'approved', approved_at = ? WHERE id = ?", [now, registrationId]);
    await audit(tx, now, 'ra', 'registrationApproved', { registrationId });
  });
}
