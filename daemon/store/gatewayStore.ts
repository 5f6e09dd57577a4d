/** The store of a gateway as one file in its state directory: opened, brought up to date, and asked whether it answers. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../base/database.js';
import { setMode } from '../../base/plainFile.js';
import { projectPath } from '../../base/projectRoot.js';

export const migrationsFolder = projectPath('daemon', 'store', 'migrations');

/** A restore was interrupted: which store stands in its place is not known. */
export class RestoreInterruptedError extends Error {
  override readonly name = 'RestoreInterruptedError';
}

/** While this file exists, a restore was interrupted: the store in its place may be the old one, the new one or none. */
export function restoringFile(stateDirectory: string): string {
  return join(stateDirectory, 'gateway.db.restoring');
}

/** @throws {RestoreInterruptedError} */
function requireRestored(stateDirectory: string): void {
  if (!existsSync(restoringFile(stateDirectory))) return;
  throw new RestoreInterruptedError(
    'putting a copy back was cut short: run `restore` with the copy again, then start the gateway',
  );
}

/** Opens the store of a gateway that does not run, or is about to. @throws {DatabaseInUseError} @throws {RestoreInterruptedError} */
export async function openStore(
  stateDirectory: string,
  open = (file: string): Promise<Database> => openDatabase(file, migrationsFolder),
): Promise<Database> {
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  requireRestored(stateDirectory);
  const file = join(stateDirectory, 'gateway.db');
  const database = await open(file);
  try {
    await setMode(file, 0o600);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** What was written when the gateway knew one RA only is the first one's. */
export async function adoptFirst(database: Database, id: string): Promise<void> {
  await database.run("UPDATE outbox SET ra_id = ? WHERE ra_id = ''", [id]);
  await database.run("UPDATE job SET ra_id = ? WHERE ra_id IS NULL AND kind IN ('issueCard', 'unblockPin')", [id]);
}

/** A write through the writer queue to the disk, and read again: what every job needs. */
export async function roundTrip(database: Database): Promise<void> {
  const stamp = new Date().toISOString();
  await database.run(
    "INSERT INTO setting (name, value) VALUES ('watchdog', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [stamp],
  );
  const row = await database.get<{ value: string }>("SELECT value FROM setting WHERE name = 'watchdog'");
  if (row?.value !== stamp) throw new Error('a row that was written was not read again');
}
