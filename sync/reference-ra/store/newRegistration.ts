/** Inserting registrations. */
import type { Executor } from '../../../base/database.js';
import type { RegistrationState } from '../../connector.js';
import type { PasswordHash } from '../passwords.js';

/** A subscriber's record with its website account (網站帳號). */
export interface NewRegistration {
  readonly state: RegistrationState;
  readonly subscriberId: string;
  readonly userIdentifier: string;
  readonly name: string;
  readonly letterContact: string;
  readonly account: string;
  /** `batch`: its card is made on a batch line, and it is not in the counter's work list. */
  readonly channel?: 'counter' | 'batch';
}

/** The password of the new account, and when the registration is made. */
export interface NewAccount {
  readonly hash: PasswordHash;
  /** Has the subscriber to change the password at the next login? */
  readonly changeRequired: boolean;
  /** RFC 3339; also the time of approval unless the registration is pending. */
  readonly at: string;
}

/**
 * Inserts a registration and its account.
 * @returns its id, e.g. `R-0001`
 */
export async function insertRegistration(
  tx: Executor,
  entry: NewRegistration,
  { hash, changeRequired, at }: NewAccount,
): Promise<string> {
  const last = await tx.get<{ number: number | null }>('SELECT max(number) AS number FROM registration');
  const id = `R-${String((last?.number ?? 0) + 1).padStart(4, '0')}`;
  await tx.run(
    'INSERT INTO account (name, password_salt, password_hash, password_change_required) VALUES (?, ?, ?, ?)',
    [entry.account, hash.salt, hash.hash, changeRequired ? 1 : 0],
  );
  await tx.run(
    `INSERT INTO registration
       (id, state, subscriber_id, user_identifier, name, letter_contact, account, approved_at, channel)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      entry.state,
      entry.subscriberId,
      entry.userIdentifier,
      entry.name,
      entry.letterContact,
      entry.account,
      entry.state === 'pending' ? null : at,
      entry.channel ?? 'counter',
    ],
  );
  return id;
}
