/** The staff accounts of a copy beside those of the store that it replaces: what the maintainer has to look at after a restore. */
import { existsSync } from 'node:fs';
import { openForReading, type Executor } from '../../base/database.js';

interface Account {
  readonly name: string;
  readonly role: string;
  readonly enabled: number;
  readonly hash: Uint8Array;
  readonly card: string | null;
  /** Ids separated by blanks; null: all RAs. */
  readonly ras: string | null;
}

type Reading = Pick<Executor, 'all'>;

export interface StaffInCopy {
  /** Names of those who can log in with all rights. */
  readonly supervisors: readonly string[];
  /** One line for each account that differs; null: there was no store to compare with, or it cannot be read. */
  readonly differences: readonly string[] | null;
}

/** @param copy brought up to date @param presentStore file of the store that is replaced */
export async function staffInCopy(copy: Reading, presentStore: string): Promise<StaffInCopy> {
  const accounts = await accountsOf(copy);
  const supervisors = accounts.filter(({ role, enabled }) => role === 'supervisor' && enabled === 1);
  return { supervisors: supervisors.map(({ name }) => name), differences: await differencesTo(accounts, presentStore) };
}

/** In a store of before accounts had scopes, each works for all RAs. */
async function accountsOf(store: Reading): Promise<Account[]> {
  const scoped = await store.all("SELECT 1 FROM pragma_table_info('operator') WHERE name = 'ra_ids'");
  return store.all<Account>(
    `SELECT name, role, enabled, hash, card_key_sha256 AS card, ${scoped.length > 0 ? 'ra_ids' : 'NULL'} AS ras
     FROM operator ORDER BY name`,
  );
}

async function differencesTo(copied: readonly Account[], presentStore: string): Promise<readonly string[] | null> {
  const present = await presentAccounts(presentStore);
  if (present === null) return null;
  const now = new Map(present.map((account) => [account.name, account]));
  const then = new Map(copied.map((account) => [account.name, account]));
  const gone = present.filter(({ name }) => !then.has(name)).map((account) => `${inWords(account)}: not in the copy`);
  return [...copied.flatMap((account) => differences(account, now.get(account.name))), ...gone];
}

/** null: no store, or one that is damaged or of an earlier version. */
async function presentAccounts(file: string): Promise<Account[] | null> {
  if (!existsSync(file)) return null;
  try {
    const store = await openForReading(file);
    try {
      return await accountsOf(store);
    } finally {
      await store.close();
    }
  } catch {
    return null;
  }
}

function inWords({ name, role, enabled }: Account): string {
  return `${name} (${role}${enabled === 1 ? '' : ', disabled'})`;
}

/** The RAs in one order, as the maintainer reads them. */
function rasInWords({ ras }: Account): string {
  if (ras === null) return 'all RAs';
  const ids = ras.split(' ').filter((id) => id !== '');
  return ids.length === 0 ? 'no RA' : ids.sort().join(', ');
}

function differences(copied: Account, present: Account | undefined): string[] {
  if (present === undefined) return [`${inWords(copied)}: in the copy alone`];
  const changed = [
    ...(inWords(copied) === inWords(present) ? [] : [`was ${inWords(present)} before the restore`]),
    ...(Buffer.compare(copied.hash, present.hash) === 0 ? [] : ['has another password again']),
    ...(copied.card === present.card ? [] : ['has another staff card, or none, again']),
    ...(rasInWords(copied) === rasInWords(present)
      ? []
      : [`works for ${rasInWords(copied)} again (${rasInWords(present)} before the restore)`]),
  ];
  return changed.length === 0 ? [] : [`${inWords(copied)}: ${changed.join(', ')}`];
}
