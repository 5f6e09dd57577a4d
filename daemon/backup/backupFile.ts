/**
 * What is in a copy: the gateway's database, with two more tables for the files beside it and the time of the copy. One SQLite file
 * can be opened with `sqlite3` once it is decrypted, and needs one digest, one mode and one lock.
 */
import type { Executor } from '../../base/database.js';

/** A file beside the database: the key of the transport PINs, or the gateway's certificate and key for an RA. */
export interface KeptFile {
  readonly name: string;
  readonly content: Uint8Array;
}

export interface BackupFacts {
  /** RFC 3339 */
  readonly madeAt: string;
  /** Version of the program that made the copy. */
  readonly version: string;
}

/** A backup cannot be made or restored. The message is for the maintainer. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

export const transportPinKey = 'transport-pin.key';

/** The two tables, each as its statement. */
export const backupTables = [
  'CREATE TABLE backup (made_at TEXT NOT NULL, version TEXT NOT NULL) STRICT',
  'CREATE TABLE backup_file (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT',
] as const;

export async function addBackupTables(
  copy: Executor,
  { madeAt, version }: BackupFacts,
  files: readonly KeptFile[],
): Promise<void> {
  for (const table of backupTables) await copy.run(table);
  await copy.run('INSERT INTO backup (made_at, version) VALUES (?, ?)', [madeAt, version]);
  for (const { name, content } of files) {
    await copy.run('INSERT INTO backup_file (name, content) VALUES (?, ?)', [name, content]);
  }
}

/** Reads the tables of the backup, which must be there. @throws {BackupError} */
export async function readFrom(copy: Executor): Promise<BackupFacts & { readonly files: readonly KeptFile[] }> {
  const facts = await copy.get<{ made_at: string; version: string }>('SELECT * FROM backup');
  if (facts === undefined) throw new BackupError('the copy does not say when it was made');
  const files = await copy.all<KeptFile>('SELECT name, content FROM backup_file');
  return { madeAt: facts.made_at, version: facts.version, files };
}

/** Removes the tables of the backup, so that the plain database remains. */
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
