/** Website accounts (網站帳號): three wrong passwords in a row suspend one, whichever operation they were given to. */
import { randomUUID } from 'node:crypto';
import { timestamp } from '../../../base/clock.js';
import { equalBytes } from '../../../base/bytes.js';
import type { Executor } from '../../../base/database.js';
import type { Secret } from '../../../base/secret.js';
import type { SubscriberAuthorisation } from '../../connector.js';
import type { Office } from '../office.js';
import { hashPassword, noPassword, passwordMatches, type PasswordHash } from '../passwords.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { registrationByAccount, type RegistrationRow } from '../store/rows.js';

const maxTries = 3;
const lifetimeMs = 10 * 60 * 1000;
const passwordLength = { minLength: 6, maxLength: 16 } as const;

interface AccountRow {
  readonly password_salt: Uint8Array;
  readonly password_hash: Uint8Array;
  readonly password_change_required: number;
}

/**
 * Verifies the password. The try is spent before the password is looked at, so that no number of guesses at once gets more
 * than three. @throws {Refusal} `passwordWrong`, `accountSuspended`
 */
async function verify(office: Office, gateway: string, name: string, password: Secret): Promise<AccountRow> {
  const tries = await spendTry(office, name);
  if (tries > maxTries) throw new Refusal('accountSuspended');
  const account = await office.db.get<AccountRow>('SELECT * FROM account WHERE name = ?', [name]);
  const expected = account === undefined ? noPassword : { salt: account.password_salt, hash: account.password_hash };
  if ((await passwordMatches(password, expected)) && account !== undefined) {
    await office.db.run('DELETE FROM login_failure WHERE account = ?', [name]);
    return account;
  }
  const triesLeft = maxTries - tries;
  await office.db.transaction((tx) =>
    audit(tx, timestamp(office.clock), gateway, 'passwordWrong', { account: name, triesLeft }),
  );
  if (triesLeft === 0) throw new Refusal('accountSuspended');
  throw new Refusal('passwordWrong', { triesLeft });
}

/** @returns how many tries in a row this is; more than `maxTries` when the account was suspended before. */
function spendTry({ db }: Office, account: string): Promise<number> {
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

/** As `verify`, and the password is not one that has to be changed first. */
export async function login(office: Office, gateway: string, name: string, password: Secret): Promise<void> {
  const account = await verify(office, gateway, name, password);
  if (account.password_change_required === 1) throw new Refusal('passwordChangeRequired');
}

/** How an account stands, as it is shown. */
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

/** Somebody knows the account's password: the subscriber is there. */
export async function authoriseByPassword(
  office: Office,
  gateway: string,
  account: string,
  password: Secret,
): Promise<SubscriberAuthorisation> {
  await login(office, gateway, account, password);
  return office.db.transaction(async (tx) => {
    const registration = await registrationByAccount(tx, account);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    return grant(office, tx, gateway, registration, 'password');
  });
}

/** Writes down that the subscriber is there; what expired of others is forgotten. */
export async function grant(
  { clock }: Office,
  tx: Executor,
  gateway: string,
  registration: RegistrationRow,
  means: 'password' | 'card',
): Promise<SubscriberAuthorisation> {
  const id = randomUUID();
  const expiresAt = new Date(clock.now() + lifetimeMs).toISOString();
  await tx.run('DELETE FROM subscriber_authorisation WHERE expires_at <= ?', [timestamp(clock)]);
  await tx.run(
    'INSERT INTO subscriber_authorisation (id, gateway, registration_id, means, expires_at) VALUES (?, ?, ?, ?, ?)',
    [id, gateway, registration.id, means, expiresAt],
  );
  await audit(tx, timestamp(clock), gateway, 'subscriberAuthorised', {
    authorisationId: id,
    registrationId: registration.id,
    means,
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

/** 網站密碼修改. What the new one must be is looked at first: it costs no try. */
export async function changeWebsitePassword(
  office: Office,
  gateway: string,
  account: string,
  oldPassword: Secret,
  newPassword: Secret,
): Promise<{ changedAt: string }> {
  if (!keepsToRule(newPassword)) throw new Refusal('passwordRule', passwordLength);
  const verified = await verify(office, gateway, account, oldPassword);
  if (oldPassword.use((old) => newPassword.use((fresh) => equalBytes(old, fresh)))) throw new Refusal('passwordSame');
  const hash = await hashPassword(newPassword);
  return office.db.transaction(async (tx) => {
    const changedAt = timestamp(office.clock);
    const isStill = 'SELECT 1 FROM account WHERE name = ? AND password_hash = ?';
    // A password that was reset meanwhile is not overwritten by whoever knew the one before.
    if ((await tx.get(isStill, [account, verified.password_hash])) === undefined) {
      throw new Refusal('passwordWrong', { triesLeft: maxTries });
    }
    await replacePassword(tx, account, hash, { changeRequired: false }, changedAt);
    await audit(tx, changedAt, gateway, 'passwordChanged', { account });
    return { changedAt };
  });
}

/** Letters with an earlier password of the account would hand over one that opens nothing: they become void. */
export async function replacePassword(
  tx: Executor,
  account: string,
  { salt, hash }: PasswordHash,
  { changeRequired }: { readonly changeRequired: boolean },
  now: string,
): Promise<void> {
  await tx.run('UPDATE account SET password_salt = ?, password_hash = ?, password_change_required = ? WHERE name = ?', [
    salt,
    hash,
    changeRequired ? 1 : 0,
    account,
  ]);
  await tx.run(
    `UPDATE password_letter SET void_since = ?
     WHERE void_since IS NULL AND registration_id = (SELECT id FROM registration WHERE account = ?)`,
    [now, account],
  );
  await tx.run('DELETE FROM login_failure WHERE account = ?', [account]);
}

/** What the password before opened is shut: a password is reset also because somebody else knew it. */
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

/** The RA's officer lets an account in again, with the password that it had. @returns was it suspended? */
export async function liftSuspension({ db, clock }: Office, account: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    if ((await accountState(tx, account)) !== 'suspended') return false;
    await tx.run('DELETE FROM login_failure WHERE account = ?', [account]);
    await audit(tx, timestamp(clock), 'ra', 'suspensionLifted', { account });
    return true;
  });
}
