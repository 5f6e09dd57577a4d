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
  /** `batch`: a card is made for it on a batch line, and it is no work of the counter. */
  readonly channel?: 'counter' | 'batch';
}

/**
 * Writes a registration and its account. @returns its id, e.g. `R-0001`
 * @param now RFC 3339, the time of approval where the state has one
 */
export async function insertRegistration(
  tx: Executor,
  entry: NewRegistration,
  password: { readonly hash: PasswordHash; readonly changeRequired: boolean },
  now: string,
): Promise<string> {
  const last = await tx.get<{ number: number | null }>('SELECT max(number) AS number FROM registration');
  const id = `R-${String((last?.number ?? 0) + 1).padStart(4, '0')}`;
  await tx.run(
    'INSERT INTO account (name, password_salt, password_hash, password_change_required) VALUES (?, ?, ?, ?)',
    [entry.account, password.hash.salt, password.hash.hash, password.changeRequired ? 1 : 0],
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
      entry.state === 'pending' ? null : now,
      entry.channel ?? 'counter',
    ],
  );
  return id;
}
