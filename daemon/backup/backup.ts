/** `backup FILE`: copies the store of a gateway, whether it runs or not. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyDatabase, openAlone } from '../../base/database.js';
import { readPlain } from '../../base/plainFile.js';
import type { Config } from '../../config/schema.js';
import { readIdentity } from '../ras/raIdentity.js';
import { version } from '../../base/version.js';
import { addBackupTables, BackupError, requireWhole, transportPinKey, type KeptFile } from './backupFile.js';

export interface BackupMade {
  readonly madeAt: string;
  readonly bytes: number;
  /** RAs whose key cannot be read here, so that it has to be kept elsewhere. */
  readonly withoutKeyOf: readonly string[];
}

/**
 * Makes the copy. It gets its name only when it is complete and on the disk, and only its owner may read it.
 * @throws {BackupError}
 */
export async function makeBackup(config: Pick<Config, 'stateDirectory' | 'ras'>, file: string): Promise<BackupMade> {
  const { stateDirectory, ras } = config;
  const store = join(stateDirectory, 'gateway.db');
  if (!existsSync(store)) throw new BackupError(`there is no store in ${stateDirectory}`);
  if (existsSync(file)) throw new BackupError(`there is a file ${file} already: a copy never replaces another one`);
  const part = `${file}.${randomUUID()}.part`;
  try {
    await (await open(part, 'wx', 0o600)).close();
    const madeAt = new Date().toISOString();
    await copyDatabase(store, part);
    const identities = await Promise.all(ras.map((profile) => identityFile(profile, stateDirectory)));
    const key = await keptFile(transportPinKey, () => readPlain(join(stateDirectory, transportPinKey)));
    const copy = await openAlone(part);
    try {
      await addBackupTables(
        copy,
        { madeAt, version },
        [key, ...identities].filter((one) => one !== null),
      );
      await requireWhole(copy);
    } finally {
      await copy.close();
    }
    const bytes = await flush(part);
    await rename(part, file);
    return { madeAt, bytes, withoutKeyOf: ras.filter((_, i) => identities[i] === null).map(({ id }) => id) };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** The certificate in force and its key. */
function identityFile(profile: Config['ras'][number], stateDirectory: string): Promise<KeptFile | null> {
  return keptFile(`ra-${profile.id}.pem`, async () => {
    const { certificate, key } = await readIdentity(profile, stateDirectory);
    return Buffer.from(`${key}${certificate}`);
  });
}

/** null: the file does not exist, or this user may not read it. */
async function keptFile(name: string, read: () => Promise<Uint8Array | null>): Promise<KeptFile | null> {
  try {
    const content = await read();
    return content === null ? null : { name, content };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES') throw error;
    return null;
  }
}

async function flush(file: string): Promise<number> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}
