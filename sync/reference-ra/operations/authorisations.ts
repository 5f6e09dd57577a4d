import { randomUUID } from 'node:crypto';
import { timestamp } from '../../../base/clock.js';
import type { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import type { UnblockAuthorisation } from '../../connector.js';
import type { Office } from '../office.js';
import { noPassword, passwordMatches } from '../passwords.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { orderByCard, registrationById } from '../store/rows.js';

const maxTries = 3;
const lifetimeMs = 10 * 60 * 1000;

export interface UnblockRequest {
  readonly account: string;
  readonly cardSerial: string;
  readonly pin: PinReference;
}

interface AccountRow {
  readonly password_salt: Uint8Array;
  readonly password_hash: Uint8Array;
  readonly password_change_required: number;
}

/** Verifies the website password of the card's holder: three wrong ones in a row suspend the account. */
export async function authoriseUnblock(
  office: Office,
  gateway: string,
  password: Secret,
  request: UnblockRequest,
): Promise<UnblockAuthorisation> {
  const account = await login(office, gateway, request.account, password);
  if (account.password_change_required === 1) throw new Refusal('passwordChangeRequired');
  return grant(office, gateway, request);
}

/** The try is spent before the password is looked at, so that no number of guesses at once gets more than three. */
async function login(office: Office, gateway: string, name: string, password: Secret): Promise<AccountRow> {
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

async function grant({ db, clock }: Office, gateway: string, request: UnblockRequest): Promise<UnblockAuthorisation> {
  const { account, cardSerial, pin } = request;
  return db.transaction(async (tx) => {
    const order = await orderByCard(tx, cardSerial);
    if (order === undefined) throw new Refusal('cardUnknown');
    const registration = await registrationById(tx, order.registration_id);
    if (registration?.account !== account || registration.state === 'revoked') throw new Refusal('notCardHolder');
    const escrowed = await tx.get('SELECT 1 FROM escrowed_puk WHERE card_serial = ? AND pin = ?', [cardSerial, pin]);
    if (escrowed === undefined) throw new Refusal('noEscrowedPuk');
    const id = randomUUID();
    const expiresAt = new Date(clock.now() + lifetimeMs).toISOString();
    await tx.run(
      'INSERT INTO authorisation (id, gateway, account, card_serial, pin, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
      [id, gateway, account, cardSerial, pin, expiresAt],
    );
    await audit(tx, timestamp(clock), gateway, 'unblockAuthorised', { authorisationId: id, account, cardSerial, pin });
    return { id, cardSerial, pin, name: registration.name, expiresAt };
  });
}
