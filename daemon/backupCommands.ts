/** The commands `backup` and `restore`, and what they print for the maintainer at the shell. */
import { DatabaseInUseError } from '../base/database.js';
import type { Config } from '../config/schema.js';
import type { Audit } from './audit/audit.js';
import { RunningGateway } from './health/maintenanceSocket.js';
import { makeBackup } from './backup/backup.js';
import { restore } from './backup/restore.js';

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
  const { madeAt, bytes, withoutKeyOf } = await makeBackup(config, file);
  const entry = { actor: 'maintainer', action: 'backup.made', subject: 'gateway', facts: { madeAt, bytes } };
  print(`Copied to ${file}: ${bytes} bytes. It holds keys: guard it like the machine itself.`);
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

export async function restoreFrom(config: Config, file: string, migrationsFolder: string): Promise<void> {
  const { copyMadeAt, kept, openJobs } = await restore(config, file, migrationsFolder);
  print(`Restored the copy of ${copyMadeAt}, with ${openJobs} job(s) that were not over.`);
  if (kept !== null) print(`What it replaced lies in ${kept}.`);
  print('Start the gateway: it compares itself with the RAs and the cards; `doctor` tells when it has.');
  print('Staff accounts and passwords are those of the copy: who was disabled since is to be disabled again.');
  print('So are the enrolled screens: withdraw again at /status which you withdrew since.');
}
