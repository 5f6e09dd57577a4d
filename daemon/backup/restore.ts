/**
 * `restore FILE`: restores the store of a stopped gateway from a copy, and marks it, so that the gateway compares it with the RAs
 * and the cards before it relies on it. Everything is prepared beside the store first. While the copy replaces the store no
 * gateway starts; after an interruption the same command completes the work.
 */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { systemClock, timestamp } from '../../base/clock.js';
import { lockDatabase, migrationsIn, openAlone, openDatabase } from '../../base/database.js';
import {
  createPlain,
  NotPlainError,
  readPlain,
  replacePlain,
  setOwner,
  withFolder,
  type Owner,
} from '../../base/plainFile.js';
import type { Config } from '../../config/schema.js';
import { Audit, verifyChain } from '../audit/audit.js';
import { endStates } from '../jobs/state.js';
import { restoringFile } from '../store/gatewayStore.js';
import { BackupError, dropBackupTables, readFrom, requireWhole, transportPinKey, type KeptFile } from './backupFile.js';

export interface Restored {
  readonly copyMadeAt: string;
  /** The folder of what was replaced; null: there was no store. */
  readonly kept: string | null;
  /** Jobs that were not over in the copy. */
  readonly openJobs: number;
}

/** @throws {BackupError} @throws {DatabaseInUseError} while the gateway runs */
export async function restore(
  { stateDirectory }: Pick<Config, 'stateDirectory'>,
  file: string,
  migrationsFolder: string,
): Promise<Restored> {
  if (!existsSync(file)) throw new BackupError(`there is no file ${file}`);
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const store = join(stateDirectory, 'gateway.db');
  const release = await lockDatabase(store);
  const owner = await stat(stateDirectory);
  const preparing = `${store}.preparing`;
  try {
    await removeDatabase(preparing);
    await createPlain(preparing, (handle) => writeFile(handle, createReadStream(file)));
    const { madeAt, files } = await checkCopy(preparing, migrationsFolder);
    const openJobs = await mark(preparing, migrationsFolder, { madeAt, file });
    await setOwner(preparing, owner);
    await rename(preparing, restoringFile(stateDirectory));
    const kept = await keepOld(stateDirectory, owner);
    for (const one of files) await restoreFile(one, { stateDirectory, kept, owner });
    await rename(restoringFile(stateDirectory), store);
    return { copyMadeAt: madeAt, kept, openJobs };
  } finally {
    // A refused copy is removed, because it holds keys.
    await removeDatabase(preparing);
    // Root restores for the gateway's user, who has to own the lock file.
    await setOwner(`${store}.lock`, owner);
    await release();
  }
}

/** @throws {BackupError} */
async function checkCopy(
  file: string,
  migrationsFolder: string,
): Promise<{ readonly madeAt: string; readonly files: readonly KeptFile[] }> {
  const copy = await openAlone(file);
  try {
    await requireWhole(copy);
    const { madeAt, files } = await readFrom(copy);
    const ours = new Map(migrationsIn(migrationsFolder).map(({ name, sha256 }) => [name, sha256]));
    for (const { name, sha256 } of await copy.all<{ name: string; sha256: string }>('SELECT * FROM migration')) {
      if (!ours.has(name))
        throw new BackupError(`the copy is of a newer version of the gateway: it knows migration ${name}`);
      if (ours.get(name) !== sha256)
        throw new BackupError(`the copy is of another program: its migration ${name} differs`);
    }
    const broken = await verifyChain(copy);
    if (broken !== null) throw new BackupError(`the audit log in the copy was changed at row ${broken.brokenAt}`);
    await dropBackupTables(copy);
    return { madeAt, files };
  } finally {
    await copy.close();
  }
}

/** Marks the store as restored, and records it in the audit log. @returns the number of open jobs */
async function mark(
  file: string,
  migrationsFolder: string,
  copy: { readonly madeAt: string; readonly file: string },
): Promise<number> {
  const database = await openDatabase(file, migrationsFolder);
  try {
    const restoredAt = timestamp(systemClock);
    return await database.transaction(async (tx) => {
      const last = await tx.get<{ epoch: number }>('SELECT max(epoch) AS epoch FROM restoration');
      const epoch = (last?.epoch ?? 0) + 1;
      await tx.run('INSERT INTO restoration (epoch, restored_at, copy_made_at) VALUES (?, ?, ?)', [
        epoch,
        restoredAt,
        copy.madeAt,
      ]);
      const { changes } = await tx.run(
        `INSERT INTO restored_job (job_id, epoch) SELECT id, ? FROM job WHERE state NOT IN (SELECT value FROM json_each(?))
         ON CONFLICT (job_id) DO UPDATE SET epoch = excluded.epoch, settled_at = NULL`,
        [epoch, JSON.stringify(endStates)],
      );
      const facts = { epoch, copyMadeAt: copy.madeAt, copy: basename(copy.file), openJobs: changes };
      const audit = new Audit(database, systemClock);
      await audit.appendIn(tx, { actor: 'maintainer', action: 'gateway.restored', subject: 'gateway', facts });
      return changes;
    });
  } finally {
    await database.close();
    await rm(`${file}.lock`, { force: true });
  }
}

/** Moves the old database away together with its log. A log beside another database would destroy that one. */
async function keepOld(stateDirectory: string, owner: Owner): Promise<string | null> {
  const names = ['gateway.db', 'gateway.db-wal', 'gateway.db-shm'].filter((name) =>
    existsSync(join(stateDirectory, name)),
  );
  if (names.length === 0) return null;
  const folder = join(stateDirectory, `replaced-${timestamp(systemClock).replaceAll(/[:.]/g, '')}`);
  await mkdir(folder, { mode: 0o700 });
  await withFolder(folder, owner, async (address) => {
    for (const name of names) await rename(join(stateDirectory, name), join(address, name));
  });
  return folder;
}

/** Restores one file and keeps the present one. A gateway certificate that is younger than the copy's stays in force. */
async function restoreFile(
  { name, content }: KeptFile,
  {
    stateDirectory,
    kept,
    owner,
  }: { readonly stateDirectory: string; readonly kept: string | null; readonly owner: Owner },
): Promise<void> {
  if (name !== transportPinKey && !/^ra-[a-z0-9-]{1,32}\.pem$/.test(name)) return;
  const file = join(stateDirectory, name);
  const present = await presentFile(file);
  if (present !== null) {
    if (present.equals(content) || (name !== transportPinKey && beginOf(present) >= beginOf(content))) return;
    if (kept !== null) await withFolder(kept, owner, (address) => replacePlain(join(address, name), present, owner));
  }
  await replacePlain(file, content, owner);
}

/** null: there is none. A link is none either: what it names is not the gateway's. */
async function presentFile(file: string): Promise<Buffer | null> {
  try {
    return await readPlain(file);
  } catch (error) {
    if (error instanceof NotPlainError) return null;
    throw error;
  }
}

function beginOf(pem: Uint8Array): number {
  return Date.parse(new X509Certificate(pem).validFrom);
}

async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal', '.lock']) await rm(`${file}${suffix}`, { force: true });
}
