/** Registrations of subscribers. */
import { z } from 'zod';
import { timestamp } from '../../../base/clock.js';
import { Secret } from '../../../base/secret.js';
import type { Ground, Registration } from '../../connector.js';
import type { components } from '../../ra-api/schema.generated.js';
import type { RaContext } from '../raContext.js';
import { hashPassword, unknownPassword } from '../passwords.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { certificatesByRegistration, recordOf } from '../store/certificateRows.js';
import { historyOfRegistration } from '../store/history.js';
import { insertRegistration } from '../store/newRegistration.js';
import {
  counterRegistrations,
  findRegistrations,
  registrationById,
  registrationOf,
  registrationsByIds,
} from '../store/rows.js';
import { acceptGround } from './grounds.js';
import { accountState } from './logins.js';
import { acceptedTerms } from './terms.js';

/** The counter's work list. */
export async function listRegistrations({ db }: RaContext): Promise<Registration[]> {
  return (await counterRegistrations(db)).map(registrationOf);
}

/** One result for each id, in their order. */
export async function lookUpRegistrations({ db }: RaContext, ids: readonly string[]): Promise<(Registration | null)[]> {
  const found = new Map((await registrationsByIds(db, ids)).map((row) => [row.id, registrationOf(row)]));
  return ids.map((id) => found.get(id) ?? null);
}

const mostFound = 50;

/** @param text id, 身分證號或統編, 用戶識別名稱, 用戶名稱 or 網站帳號, whole */
export async function searchRegistrations({ db }: RaContext, text: string): Promise<Registration[]> {
  return (await findRegistrations(db, text, mostFound)).map(registrationOf);
}

/** The record of one subscriber, as far as the counter and the subscriber may see it. */
export function readRegistration(
  ra: RaContext,
  gateway: string,
  { registrationId, ground }: { readonly registrationId: string; readonly ground: Ground },
): Promise<components['schemas']['RegistrationRecord']> {
  const { db, clock } = ra;
  return db.transaction(async (tx) => {
    const registration = await registrationById(tx, registrationId);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    const by = await acceptGround(ra, tx, { gateway, ground, registrationId, foreign: 'authorisationExpired' });
    await audit(tx, {
      at: timestamp(clock),
      actor: gateway,
      event: 'registrationRead',
      facts: { registrationId, ...by },
    });
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

/** A subscriber's record as the RA's staff enter it. Only a hash of the website password (網站密碼) is stored. */
export const newRegistrationSchema = z.strictObject({
  state: z.enum(['pending', 'approved']),
  subscriberId: z.string().min(1).max(32),
  userIdentifier: z.string().min(1).max(64),
  name: z.string().min(1).max(128),
  letterContact: z.string().min(1).max(256),
  account: z.string().min(1).max(64),
  /** null: the account has no known password until a reset (網站密碼重設) puts one into a letter. */
  websitePassword: z.string().min(6).max(16).nullable().default(null),
  /** The website password has to be changed at the first login. */
  passwordChangeRequired: z.boolean().default(false),
  channel: z.enum(['counter', 'batch']).default('counter'),
});

/** Stores all registrations or none. @returns their ids, in order */
export async function register(
  { db, clock }: RaContext,
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
      const id = await insertRegistration(tx, entry, { hash, changeRequired: entry.passwordChangeRequired, at: now });
      await audit(tx, { at: now, actor: 'ra', event: 'registered', facts: { registrationId: id } });
      ids.push(id);
    }
    return ids;
  });
}

/** Approves a pending registration. An approved one stays as it is. */
export async function approveRegistration({ db, clock }: RaContext, registrationId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const registration = await registrationById(tx, registrationId);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    if (registration.state === 'approved') return;
    if (registration.state !== 'pending') throw new Refusal('registrationAlreadyIssued', {}, registration.state);
    const now = timestamp(clock);
    await tx.run("UPDATE registration SET state = 'approved', approved_at = ? WHERE id = ?", [now, registrationId]);
    await audit(tx, { at: now, actor: 'ra', event: 'registrationApproved', facts: { registrationId } });
  });
}
