/** `backup FILE`: copies the store of a gateway, whether it runs or not, encrypted and signed. */
import { randomUUID, X509Certificate } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { copyDatabase, DatabaseInUseError, lockDatabase, openAlone } from '../../base/database.js';
import { createPlain, readPlain, usePlain } from '../../base/plainFile.js';
import type { FileSigner } from '../../base/pki/signedFile.js';
import { pemBlocks } from '../../base/pki/pem.js';
import type { Config } from '../../config/schema.js';
import type { GatewayIdentity } from '../../sync/ra-api/connector.js';
import { readIdentity } from '../ras/raIdentity.js';
import { version } from '../../base/version.js';
import { addBackupTables, BackupError, requireWhole, transportPinKey, type KeptFile } from './backupFile.js';
import { signerOf } from './copySigner.js';
import { writeSealed } from './sealedCopy.js';

export interface BackupMade {
  readonly madeAt: string;
  readonly bytes: number;
  /** Of the gateway, X.509 DER: a restore asks for it where it is not on the machine. */
  readonly signer: Uint8Array;
  /** X.509 DER */
  readonly recipients: readonly Uint8Array[];
  /** RAs whose key cannot be read here, so that it has to be kept elsewhere. */
  readonly withoutKeyOf: readonly string[];
}

export type BackupConfig = Pick<Config, 'stateDirectory' | 'ras' | 'backup'>;

interface Identity {
  readonly raId: string;
  /** null: the file does not exist, or this user may not read it. */
  readonly pair: GatewayIdentity | null;
}

/**
 * Makes the copy. It gets its name only when it is complete and on the disk, and only its owner may read it.
 * @throws {BackupError}
 */
export async function makeBackup(config: BackupConfig, file: string): Promise<BackupMade> {
  const { stateDirectory, ras } = config;
  const store = join(stateDirectory, 'gateway.db');
  if (!existsSync(store)) throw new BackupError(`there is no store in ${stateDirectory}`);
  if (existsSync(file)) throw new BackupError(`there is a file ${file} already: a copy never replaces another one`);
  const recipients = requireRecipients(config);
  const identities = await Promise.all(ras.map((profile) => identityOf(profile, stateDirectory)));
  const signer = requireKey(identities);
  const at = new Date();
  const madeAt = at.toISOString();
  const part = `${file}.${randomUUID()}.part`;
  try {
    const bytes = await withPlainCopy(stateDirectory, { madeAt, identities, part }, async (plain) => {
      const target = await open(part, 'wx', 0o600);
      try {
        await writeSealed(plain, target, { recipients, signer, at });
        await target.sync();
        return (await target.stat()).size;
      } finally {
        await target.close();
      }
    });
    await rename(part, file);
    const withoutKeyOf = identities.filter(({ pair }) => pair === null).map(({ raId }) => raId);
    return { madeAt, bytes, signer: signer.certificate, recipients, withoutKeyOf };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** @throws {BackupError} */
function requireRecipients({ backup }: BackupConfig): readonly Uint8Array[] {
  const recipients = backup.recipients.flatMap((pem) => [...pemBlocks(Buffer.from(pem), 'CERTIFICATE')]);
  if (recipients.length > 0) return recipients;
  throw new BackupError(
    'no copy is made, because it would lie in the clear: name in backup.recipients the certificates that copies are encrypted to',
  );
}

/** Those of these certificates that are expired. Their keys still decrypt what is encrypted to them. */
export function expired(certificates: readonly Uint8Array[], now: number): readonly Uint8Array[] {
  return certificates.filter((certificate) => Date.parse(new X509Certificate(certificate).validTo) < now);
}

/** @throws {BackupError} */
function requireKey(identities: readonly Identity[]): FileSigner {
  const pair = identities.find((one) => one.pair !== null)?.pair ?? null;
  if (pair !== null) return signerOf(pair);
  const ids = identities.map(({ raId }) => raId).join(', ');
  throw new BackupError(
    `no copy is made, because nothing could sign it: the gateway's key towards ${ids} may not be read here. As root it may, while the service runs`,
  );
}

/**
 * Copies the database into the state directory, where it is as safe as the store, and removes that copy when `use` has ended. When a signal
 * ends the process, it is removed with the unfinished `part`. What a killed backup left there is removed by the next one.
 */
async function withPlainCopy<T>(
  stateDirectory: string,
  {
    madeAt,
    identities,
    part,
  }: { readonly madeAt: string; readonly identities: readonly Identity[]; readonly part: string },
  use: (plain: FileHandle) => Promise<T>,
): Promise<T> {
  const plain = join(stateDirectory, 'gateway.db.copying');
  const release = await lockDatabase(plain).catch((cause: unknown) => {
    if (cause instanceof DatabaseInUseError) throw new BackupError('another copy is being made', { cause });
    throw cause;
  });
  const files = ['', '-journal', '.lock'].map((suffix) => `${plain}${suffix}`);
  const endWatch = removeWhenInterrupted([...files, `${plain}.lock-journal`, part]);
  try {
    await createPlain(plain, () => Promise.resolve());
    await copyDatabase(join(stateDirectory, 'gateway.db'), plain);
    const kept = await keptFiles(stateDirectory, identities);
    const copy = await openAlone(plain);
    try {
      await addBackupTables(copy, { madeAt, version }, kept);
      await requireWhole(copy);
    } finally {
      await copy.close();
    }
    return await usePlain(plain, use);
  } finally {
    for (const one of files) await rm(one, { force: true });
    endWatch();
    await release();
  }
}

/** A signal removes the files and then ends the process as it does without this. @returns ends the watch */
function removeWhenInterrupted(files: readonly string[]): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const endWatch = (): void => {
    for (const signal of signals) process.removeListener(signal, interrupted);
  };
  const interrupted = (signal: NodeJS.Signals): void => {
    for (const one of files) rmSync(one, { force: true });
    endWatch();
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, interrupted);
  return endWatch;
}

/** The key of the transport PINs, and the pairs by which the RAs know the gateway. */
async function keptFiles(stateDirectory: string, identities: readonly Identity[]): Promise<KeptFile[]> {
  const key = await unlessHidden(() => readPlain(join(stateDirectory, transportPinKey)));
  const pairs = identities.flatMap(({ raId, pair }) =>
    pair === null ? [] : [{ name: `ra-${raId}.pem`, content: Buffer.from(`${pair.key}${pair.certificate}`) }],
  );
  return key === null ? pairs : [{ name: transportPinKey, content: key }, ...pairs];
}

/** The certificate in force and its key. */
async function identityOf(profile: Config['ras'][number], stateDirectory: string): Promise<Identity> {
  return { raId: profile.id, pair: await unlessHidden(() => readIdentity(profile, stateDirectory)) };
}

/** null: the file does not exist, or this user may not read it. */
async function unlessHidden<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES') throw error;
    return null;
  }
}
