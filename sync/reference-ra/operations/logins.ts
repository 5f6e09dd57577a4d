/** Website accounts (網站帳號). Three wrong passwords in a row suspend an account, whichever operations they were sent to. */
import { randomUUID } from 'node:crypto';
import { timestamp } from '../../../base/clock.js';
import { equalBytes } from '../../../base/bytes.js';
import type { Executor } from '../../../base/database.js';
import type { Secret } from '../../../base/secret.js';
import type { SubscriberAuthorisation } from '../../connector.js';
import type { RaContext } from '../raContext.js';
import { hashPassword, noPassword, passwordMatches, type PasswordHash } from '../passwords.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { registrationByAccount, type RegistrationRow } from '../store/rows.js';

const maxTries = 3;
const lifetimeMs = 10 * 60 * 1000;
const passwordLength = { minLength: 6, maxLength: 16 } as const;

/** 網站帳號 and 網站密碼 */
export interface Credentials {
  readonly account: string;
  readonly password: Secret;
}

interface AccountRow {
  readonly password_salt: Uint8Array;
  readonly password_hash: Uint8Array;
  readonly password_change_required: number;
}

/**
 * Verifies the password. The try is counted before the password is compared, so that parallel requests get no more than three tries.
 * @throws {Refusal} `passwordWrong`, `accountSuspended`
 */
async function verify(ra: RaContext, gateway: string, { account: name, password }: Credentials): Promise<AccountRow> {
  const tries = await spendTry(ra, name);
  if (tries > maxTries) throw new Refusal('accountSuspended');
  const account = await ra.db.get<AccountRow>('SELECT * FROM account WHERE name = ?', [name]);
  const expected = account === undefined ? noPassword : { salt: account.password_salt, hash: account.password_hash };
  if ((await passwordMatches(password, expected)) && account !== undefined) {
    await ra.db.run('DELETE FROM login_failure WHERE account = ?', [name]);
    return account;
  }
  const triesLeft = maxTries - tries;
  await ra.db.transaction((tx) =>
    audit(tx, { at: timestamp(ra.clock), actor: gateway, event: 'passwordWrong', facts: { account: name, triesLeft } }),
  );
  if (triesLeft === 0) throw new Refusal('accountSuspended');
  throw new Refusal('passwordWrong', { triesLeft });
}

/** @returns the number of tries in a row, this one included; more than `maxTries` when the account was suspended before */
function spendTry({ db }: RaContext, account: string): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.run(
      `INSERT INTO login_failure (account, tries) VALUES (?, 1)
       ON CONFLICT (account) DO UPDATE SET tries = min(tries + 1, ?)`,
      [account, maxTries + 1],
    );
    const row = await tx.get<{ tries: number }>('SELECT tries FROM login_failure WHERE account = ?', [account]);
    return row?.tries ?? maxTries + 1;
  });
}

/** Verifies the password. @throws {Refusal} as `verify`, and `passwordChangeRequired` */
export async function login(ra: RaContext, gateway: string, credentials: Credentials): Promise<void> {
  const account = await verify(ra, gateway, credentials);
  if (account.password_change_required === 1) throw new Refusal('passwordChangeRequired');
}

/** The state of an account, as a record shows it. */
export async function accountState(
  db: Executor,
  name: string,
): Promise<'active' | 'passwordChangeRequired' | 'suspended'> {
  const row = await db.get<{ tries: number | null; changeRequired: number }>(
    `SELECT login_failure.tries, account.password_change_required AS changeRequired
     FROM account LEFT JOIN login_failure ON login_failure.account = account.name WHERE account.name = ?`,
    [name],
  );
  if ((row?.tries ?? 0) >= maxTries) return 'suspended';
  return row?.changeRequired === 1 ? 'passwordChangeRequired' : 'active';
}

/** Whoever knows the account's password is the subscriber. */
export async function authoriseByPassword(
  ra: RaContext,
  gateway: string,
  credentials: Credentials,
): Promise<SubscriberAuthorisation> {
  await login(ra, gateway, credentials);
  return ra.db.transaction(async (tx) => {
    const registration = await registrationByAccount(tx, credentials.account);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    return grant(ra, tx, { gateway, registration, means: 'password' });
  });
}

/** Stores an authorisation of the subscriber for this gateway, and deletes expired ones. */
export async function grant(
  { clock }: RaContext,
  tx: Executor,
  {
    gateway,
    registration,
    means,
  }: { readonly gateway: string; readonly registration: RegistrationRow; readonly means: 'password' | 'card' },
): Promise<SubscriberAuthorisation> {
  const id = randomUUID();
  const expiresAt = new Date(clock.now() + lifetimeMs).toISOString();
  await tx.run('DELETE FROM subscriber_authorisation WHERE expires_at <= ?', [timestamp(clock)]);
  await tx.run(
    'INSERT INTO subscriber_authorisation (id, gateway, registration_id, means, expires_at) VALUES (?, ?, ?, ?, ?)',
    [id, gateway, registration.id, means, expiresAt],
  );
  await audit(tx, {
    at: timestamp(clock),
    actor: gateway,
    event: 'subscriberAuthorised',
    facts: {
      authorisationId: id,
      registrationId: registration.id,
      means,
    },
  });
  return { id, registrationId: registration.id, name: registration.name, expiresAt };
}

function keepsToRule(password: Secret): boolean {
  const { minLength, maxLength } = passwordLength;
  return password.use(
    (bytes) =>
      bytes.length >= minLength && bytes.length <= maxLength && bytes.every((byte) => byte > 0x20 && byte < 0x7f),
  );
}

export interface PasswordChange {
  readonly account: string;
  readonly oldPassword: Secret;
  readonly newPassword: Secret;
}

/** 網站密碼修改. The rule for the new password is checked first, because breaking it costs no try. */
export async function changeWebsitePassword(
  ra: RaContext,
  gateway: string,
  { account, oldPassword, newPassword }: PasswordChange,
): Promise<{ changedAt: string }> {
  if (!keepsToRule(newPassword)) throw new Refusal('passwordRule', passwordLength);
  const verified = await verify(ra, gateway, { account, password: oldPassword });
  if (oldPassword.use((old) => newPassword.use((fresh) => equalBytes(old, fresh)))) throw new Refusal('passwordSame');
  const hash = await hashPassword(newPassword);
  return ra.db.transaction(async (tx) => {
    const changedAt = timestamp(ra.clock);
    const isStill = 'SELECT 1 FROM account WHERE name = ? AND password_hash = ?';
    // If the password was reset meanwhile, the earlier one no longer changes it.
    if ((await tx.get(isStill, [account, verified.password_hash])) === undefined) {
      throw new Refusal('passwordWrong', { triesLeft: maxTries });
    }
    await replacePassword(tx, { account, hash, changeRequired: false, at: changedAt });
    await audit(tx, { at: changedAt, actor: gateway, event: 'passwordChanged', facts: { account } });
    return { changedAt };
  });
}

export interface NewPassword {
  readonly account: string;
  readonly hash: PasswordHash;
  /** Has the subscriber to change it at the next login? */
  readonly changeRequired: boolean;
  /** RFC 3339 */
  readonly at: string;
}

/** Sets the password and voids the letters with an earlier one. */
export async function replacePassword(tx: Executor, { account, hash, changeRequired, at }: NewPassword): Promise<void> {
  await tx.run('UPDATE account SET password_salt = ?, password_hash = ?, password_change_required = ? WHERE name = ?', [
    hash.salt,
    hash.hash,
    changeRequired ? 1 : 0,
    account,
  ]);
  await tx.run(
    `UPDATE password_letter SET void_since = ?
     WHERE void_since IS NULL AND registration_id = (SELECT id FROM registration WHERE account = ?)`,
    [at, account],
  );
  await tx.run('DELETE FROM login_failure WHERE account = ?', [account]);
}

/** Ends what an earlier password authorised: a password may be reset because somebody else knew it. */
export async function endPasswordAuthorisations(tx: Executor, account: string, now: string): Promise<void> {
  await tx.run(
    `UPDATE subscriber_authorisation SET expires_at = ?1 WHERE means = 'password' AND expires_at > ?1
       AND registration_id = (SELECT id FROM registration WHERE account = ?2)`,
    [now, account],
  );
  await tx.run('UPDATE authorisation SET expires_at = ?1 WHERE account = ?2 AND used_at IS NULL AND expires_at > ?1', [
    now,
    account,
  ]);
}

/** Lifts the suspension of an account; its password stays the same. @returns false when the account was not suspended */
export async function liftSuspension({ db, clock }: RaContext, account: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    if ((await accountState(tx, account)) !== 'suspended') return false;
    await tx.run('DELETE FROM login_failure WHERE account = ?', [account]);
    await audit(tx, { at: timestamp(clock), actor: 'ra', event: 'suspensionLifted', facts: { account } });
    return true;
  });
}
