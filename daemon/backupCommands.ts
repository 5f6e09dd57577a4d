/** `backup` and `restore`, as a maintainer at the shell is told of them. */
import { DatabaseInUseError } from '../base/database.js';
import type { Config } from '../config/schema.js';
import type { Audit } from './audit/audit.js';
import { RunningGateway } from './health/maintenanceSocket.js';
import { makeBackup } from './backup/backup.js';
import { restore } from './backup/restore.js';

/** A gateway that runs answers at once. */
const answerLimitMs = 3_000;

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * The audit log says when: the gateway that runs writes it, or the store itself where none does.
 * @param withAudit lends the audit log of a gateway that is not running
 */
export async function backupTo(
  config: Config,
  file: string,
  withAudit: (work: (audit: Audit) => Promise<void>) => Promise<void>,
): Promise<void> {
  const { madeAt, bytes, withoutKeyOf } = await makeBackup(config, file);
  const entry = { actor: 'maintainer', action: 'backup.made', subject: 'gateway', facts: { madeAt, bytes } };
  tell(`Copied to ${file}: ${bytes} bytes. It holds keys: guard it like the machine itself.`);
  for (const ra of withoutKeyOf) {
    tell(`The gateway's key towards ${ra} may not be read here and is not in it: keep it elsewhere.`);
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
    tell('The gateway that has the store open does not answer: the copy is whole, and the audit log does not name it.');
  }
}

export async function restoreFrom(config: Config, file: string, migrationsFolder: string): Promise<void> {
  const { copyMadeAt, kept, openJobs } = await restore(config, file, migrationsFolder);
  tell(`Restored the copy of ${copyMadeAt}, with ${openJobs} job(s) that were not over.`);
  if (kept !== null) tell(`What it replaced lies in ${kept}.`);
  tell('Start the gateway: it compares itself with the RAs and the cards; `doctor` tells when it has.');
  tell('Staff accounts and passwords are those of the copy: who was disabled since is to be disabled again.');
}
