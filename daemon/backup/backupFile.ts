/**
 * A copy of everything that a gateway keeps, as one file: its database, and in two tables of their own what lies beside it
 * and when the copy was made. So `sqlite3` opens it, and one digest, one mode and one lock guard it.
 */
import type { Executor } from '../../base/database.js';

/** What lies beside the database: the key of the transport PINs, and for each RA the gateway's certificate with its key. */
export interface KeptFile {
  readonly name: string;
  readonly content: Uint8Array;
}

export interface BackupFacts {
  /** RFC 3339 */
  readonly madeAt: string;
  /** Of the program that made it. */
  readonly version: string;
}

/** A copy that cannot be made or put back, in a maintainer's words. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

export const transportPinKey = 'transport-pin.key';

export async function addBackupTables(
  copy: Executor,
  { madeAt, version }: BackupFacts,
  files: readonly KeptFile[],
): Promise<void> {
  await copy.run('CREATE TABLE backup (made_at TEXT NOT NULL, version TEXT NOT NULL) STRICT');
  await copy.run('CREATE TABLE backup_file (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT');
  await copy.run('INSERT INTO backup (made_at, version) VALUES (?, ?)', [madeAt, version]);
  for (const { name, content } of files) {
    await copy.run('INSERT INTO backup_file (name, content) VALUES (?, ?)', [name, content]);
  }
}

/** @throws {BackupError} when it is no copy of a gateway */
export async function readFrom(copy: Executor): Promise<BackupFacts & { readonly files: readonly KeptFile[] }> {
  const tables = await copy.all(
    "SELECT 1 FROM sqlite_schema WHERE name IN ('backup', 'backup_file', 'migration', 'audit')",
  );
  if (tables.length < 4) throw new BackupError('this is no copy that `backup` made');
  const facts = await copy.get<{ made_at: string; version: string }>('SELECT * FROM backup');
  if (facts === undefined) throw new BackupError('the copy does not say when it was made');
  const files = await copy.all<KeptFile>('SELECT name, content FROM backup_file');
  return { madeAt: facts.made_at, version: facts.version, files };
}

/** Leaves the database as it was. */
export async function dropBackupTables(copy: Executor): Promise<void> {
  await copy.run('DROP TABLE backup_file');
  await copy.run('DROP TABLE backup');
}

/** @throws {BackupError} */
export async function requireWhole(copy: Pick<Executor, 'all'>): Promise<void> {
  const verdicts = await copy.all<{ integrity_check: string }>('PRAGMA integrity_check').catch((error: unknown) => {
    throw new BackupError(`the copy is damaged: ${error instanceof Error ? error.message : String(error)}`);
  });
  const [first] = verdicts;
  if (first?.integrity_check !== 'ok') throw new BackupError(`the copy is damaged: ${first?.integrity_check ?? ''}`);
}
