/** The commands `backup` and `restore`, and what they print for the maintainer at the shell. */
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DatabaseInUseError } from '../base/database.js';
import { Secret } from '../base/secret.js';
import type { Config } from '../config/schema.js';
import type { Audit } from './audit/audit.js';
import { RunningGateway } from './health/maintenanceSocket.js';
import { expired, makeBackup } from './backup/backup.js';
import { BackupError } from './backup/backupFile.js';
import { describeCertificate, fingerprint } from './backup/copySigner.js';
import { restore } from './backup/restore.js';
import type { StaffInCopy } from './backup/staffInCopy.js';
import { UsageError } from './usageError.js';

/** A running gateway answers well within this time. */
const answerLimitMs = 3_000;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Makes a copy of the store and records it in the audit log: through the running gateway, or directly in the store when none
 * runs.
 * @param withAudit opens the store of a stopped gateway and calls `work` with its audit log
 */
export async function backupTo(
  config: Config,
  file: string,
  withAudit: (work: (audit: Audit) => Promise<void>) => Promise<void>,
): Promise<void> {
  const { madeAt, bytes, signer, recipients, withoutKeyOf } = await makeBackup(config, file);
  const facts = { madeAt, bytes, signer: fingerprint(signer) };
  const entry = { actor: 'maintainer', action: 'backup.made', subject: 'gateway', facts };
  print(`Copied to ${file}: ${bytes} bytes.`);
  for (const recipient of recipients) print(`Encrypted to ${describeCertificate(recipient)}.`);
  for (const recipient of expired(recipients, Date.parse(madeAt))) {
    print(`WARNING: the certificate of ${describeCertificate(recipient)} is expired: see that its key still exists.`);
  }
  print(`Signed by ${describeCertificate(signer)}.`);
  print('Keep this fingerprint apart from the copies: a restore on another machine asks for it.');
  for (const ra of withoutKeyOf) {
    print(`The gateway's key towards ${ra} may not be read here and is not in it: keep it elsewhere.`);
  }
  const running = await RunningGateway.find(config.stateDirectory, answerLimitMs);
  if (running !== null) {
    await running.record(entry);
    return;
  }
  try {
    await withAudit((audit) => audit.append(entry));
  } catch (error) {
    if (!(error instanceof DatabaseInUseError)) throw error;
    print(
      'The gateway that has the store open does not answer: the copy is whole, and the audit log does not name it.',
    );
  }
}

/** What the command line of `restore` says. */
export interface RestoreOptions {
  readonly key?: string | undefined;
  readonly signer?: string | undefined;
  readonly unauthenticated: boolean;
}

/**
 * @param options.readPasswords asked for a passphrase when the private key is encrypted
 * @throws {BackupError}
 */
export async function restoreFrom(
  config: Config,
  file: string,
  options: RestoreOptions & {
    readonly migrationsFolder: string;
    readonly readPasswords: (count: number) => Promise<readonly Secret[]>;
  },
): Promise<void> {
  const key = options.key === undefined ? null : await readPrivateKey(resolve(options.key), options.readPasswords);
  const proof = { key, signer: options.signer ?? null, unauthenticated: options.unauthenticated };
  const { copyMadeAt, kept, openJobs, signer, staff } = await restore(
    config,
    file,
    proof,
    options.migrationsFolder,
  ).finally(() => key?.dispose());
  if (signer === null) {
    print(
      'WARNING: this copy is not signed. Whoever could write to it may have changed it: look at every account below.',
    );
  } else {
    print(`Signed by ${describeCertificate(signer)}.`);
  }
  print(`Restored the copy of ${copyMadeAt}, with ${openJobs} job(s) that were not over.`);
  if (kept !== null) print(`What it replaced lies in ${kept}.`);
  print('Start the gateway: it compares itself with the RAs and the cards; `doctor` tells when it has.');
  print(
    'The check `store.audit` fails, because the audit log is shorter than the RAs know it, until the staff of each RA',
  );
  print('have accepted that (reference RA: `accept-audit-log GATEWAY`).');
  print('Staff accounts and passwords are those of the copy: who was disabled since is to be disabled again.');
  printStaff(staff);
  print('So are the enrolled screens: withdraw again at /status which you withdrew since.');
}

function printStaff({ supervisors, differences }: StaffInCopy): void {
  print(`Supervisors in it: ${supervisors.length === 0 ? 'none' : supervisors.join(', ')}.`);
  if (differences === null) {
    print('There was no store here to compare the accounts with: look at each in the list of staff.');
    return;
  }
  if (differences.length === 0) print('The accounts are the same as before the restore.');
  for (const line of differences) print(`  ${line}`);
}

/** @returns PKCS #8, DER @throws {BackupError} */
async function readPrivateKey(
  file: string,
  readPasswords: (count: number) => Promise<readonly Secret[]>,
): Promise<Secret> {
  const pem = await readFile(file).catch((cause: unknown) => {
    throw new BackupError(`the file ${file} cannot be read`, { cause });
  });
  let passphrase: Secret | undefined;
  try {
    if (pem.includes('ENCRYPTED')) [passphrase] = await readPasswords(1);
    const key =
      passphrase === undefined
        ? createPrivateKey(pem)
        : // A view of the same bytes, not a copy.
          passphrase.use(({ buffer, byteOffset, byteLength }) =>
            createPrivateKey({ key: pem, passphrase: Buffer.from(buffer, byteOffset, byteLength) }),
          );
    return Secret.takeBytes(key.export({ format: 'der', type: 'pkcs8' }));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new BackupError(`${file} holds no private key in PEM, or the passphrase is wrong`, { cause });
  } finally {
    passphrase?.dispose();
    pem.fill(0);
  }
}
