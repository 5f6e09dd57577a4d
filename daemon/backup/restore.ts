/**
 * `restore FILE`: restores the store of a stopped gateway from a copy, and marks it, so that the gateway compares it with the RAs
 * and the cards before it relies on it. The copy's signature is verified before anything is written, and everything is prepared
 * beside the store first. While the copy replaces the store no gateway starts; after an interruption the same command completes
 * the work.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { systemClock, timestamp } from '../../base/clock.js';
import { lockDatabase, openAlone, openDatabase } from '../../base/database.js';
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
import type { Secret } from '../../base/secret.js';
import { endStates } from '../jobs/state.js';
import { restoringFile } from '../store/gatewayStore.js';
import { BackupError, dropBackupTables, readFrom, requireWhole, transportPinKey, type KeptFile } from './backupFile.js';
import { requireOwnSchema } from './copySchema.js';
import { requireSigner } from './copySigner.js';
import { openCopy, type OpenedCopy } from './sealedCopy.js';
import { staffInCopy, type StaffInCopy } from './staffInCopy.js';

export interface Restored {
  readonly copyMadeAt: string;
  /** The folder of what was replaced; null: there was no store. */
  readonly kept: string | null;
  /** Jobs that were not over in the copy. */
  readonly openJobs: number;
  /** Of whoever signed the copy, X.509 DER; null: nobody did. */
  readonly signer: Uint8Array | null;
  readonly staff: StaffInCopy;
}

/** What the maintainer brings to a restore. */
export interface RestoreProof {
  /** Private key of a recipient, PKCS #8, DER. */
  readonly key: Secret | null;
  /** Who must have signed the copy: a fingerprint or a certificate's file; null: this machine's own certificates. */
  readonly signer: string | null;
  /** Also a copy of an earlier version, which is neither signed nor encrypted. */
  readonly unauthenticated: boolean;
}

/** @throws {BackupError} @throws {DatabaseInUseError} while the gateway runs */
export async function restore(
  config: Pick<Config, 'stateDirectory' | 'ras'>,
  file: string,
  proof: RestoreProof,
  migrationsFolder: string,
): Promise<Restored> {
  if (!existsSync(file)) throw new BackupError(`there is no file ${file}`);
  const copy = await openCopy(file);
  try {
    const database = await authenticContent(copy, proof, config);
    const signer = copy.sealed ? copy.signer : null;
    return { ...(await replaceStore(config.stateDirectory, { file, database, migrationsFolder })), signer };
  } finally {
    await copy.close();
  }
}

/** @returns the database in the copy @throws {BackupError} unless the copy is from whom it should be, and the key fits */
async function authenticContent(
  copy: OpenedCopy,
  { key, signer, unauthenticated }: RestoreProof,
  config: Pick<Config, 'stateDirectory' | 'ras'>,
): Promise<AsyncIterable<Uint8Array>> {
  if (!copy.sealed) {
    if (unauthenticated) return copy.content();
    throw new BackupError(
      'the copy is not signed: whoever could write to it could change it. Only copies of earlier versions are like that; with ' +
        '--unauthenticated it is restored all the same',
    );
  }
  await requireSigner(copy.signer, signer, config);
  if (key === null) {
    throw new BackupError(
      'the copy is encrypted: name with --key the file with the private key of one of its recipients',
    );
  }
  return copy.decrypt(key);
}

interface NewStore {
  /** Of the copy. */
  readonly file: string;
  readonly database: AsyncIterable<Uint8Array>;
  readonly migrationsFolder: string;
}

async function replaceStore(
  stateDirectory: string,
  { file, database, migrationsFolder }: NewStore,
): Promise<Omit<Restored, 'signer'>> {
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const store = join(stateDirectory, 'gateway.db');
  const release = await lockDatabase(store);
  const owner = await stat(stateDirectory);
  const preparing = `${store}.preparing`;
  try {
    await removeDatabase(preparing);
    await createPlain(preparing, (handle) => writeFile(handle, database));
    const { madeAt, files } = await checkCopy(preparing, migrationsFolder);
    const { openJobs, staff } = await mark(preparing, migrationsFolder, { madeAt, file, store });
    await setOwner(preparing, owner);
    await rename(preparing, restoringFile(stateDirectory));
    const kept = await keepOld(stateDirectory, owner);
    for (const one of files) await restoreFile(one, { stateDirectory, kept, owner });
    await rename(restoringFile(stateDirectory), store);
    return { copyMadeAt: madeAt, kept, openJobs, staff };
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
    await requireOwnSchema(copy, migrationsFolder);
    const { madeAt, files } = await readFrom(copy);
    const broken = await verifyChain(copy);
    if (broken !== null) throw new BackupError(`the audit log in the copy was changed at row ${broken.brokenAt}`);
    await dropBackupTables(copy);
    return { madeAt, files };
  } finally {
    await copy.close();
  }
}

/** Marks the store as restored, and records it in the audit log. @param copy `store`: the file that it replaces */
async function mark(
  file: string,
  migrationsFolder: string,
  copy: { readonly madeAt: string; readonly file: string; readonly store: string },
): Promise<Pick<Restored, 'openJobs' | 'staff'>> {
  const database = await openDatabase(file, migrationsFolder);
  try {
    const restoredAt = timestamp(systemClock);
    const openJobs = await database.transaction(async (tx) => {
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
    return { openJobs, staff: await staffInCopy(database, copy.store) };
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
