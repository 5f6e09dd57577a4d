/** `verify-audit`, as an auditor or a maintainer at the shell uses it. */
import { readFile } from 'node:fs/promises';
import { RaApiConnector } from '../sync/ra-api/connector.js';
import type { RaProfile } from '../config/raProfile.js';
import type { Config } from '../config/schema.js';
import { problemWords, verifyAudit, type Mark } from './audit/verification.js';
import { headJudge } from './ras/auditRa.js';
import { readIdentity } from './ras/raIdentity.js';
import { openStore } from './store/gatewayStore.js';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Verifies the log of a stopped gateway; status 1 with what is wrong, and from which row on. */
export async function verifyAuditLog(config: Config): Promise<void> {
  const { ras, stateDirectory } = config;
  const store = await openStore(stateDirectory);
  try {
    const signers = await Promise.all(ras.map((profile) => headJudge(profile, stateDirectory)));
    const known = await Promise.all(ras.map((profile) => checkpointOf(profile, stateDirectory)));
    const checkpoints = known.flatMap((one) => (one === 'away' || one === 'noKey' || one === null ? [] : [one]));
    const { progress, problem } = await verifyAudit({ store, signers, checkpoints });
    if (problem !== null) {
      process.stderr.write(`card-gateway: the audit log is not what it was. ${problemWords(problem).en}\n`);
      process.exitCode = 1;
      return;
    }
    print(`The audit log is whole: ${progress.seq} rows.`);
    const without = (answer: 'away' | 'noKey'): string =>
      ras
        .filter((_, i) => known[i] === answer)
        .map(({ id }) => id)
        .join(', ');
    if (without('away') !== '') print(`Not compared, because the RA did not answer: ${without('away')}.`);
    if (without('noKey') !== '')
      print(`Not compared, because the gateway's key for it cannot be read here: ${without('noKey')}.`);
  } finally {
    await store.close();
  }
}

/** @returns `noKey`: without the gateway's key the RA is not asked; systemd hands it only to a service that runs */
async function checkpointOf(profile: RaProfile, stateDirectory: string): Promise<Mark | null | 'away' | 'noKey'> {
  const { url, caFile, timeoutMs } = profile.connector;
  const identity = await readIdentity(profile, stateDirectory).catch(() => null);
  if (identity === null) return 'noKey';
  let ra: RaApiConnector | null = null;
  try {
    ra = new RaApiConnector({ url, timeoutMs, ca: await readFile(caFile, 'utf8'), ...identity });
    const known = await ra.newestAuditCheckpoint();
    return known === null ? null : { ...known, ra: profile.id };
  } catch {
    return 'away';
  } finally {
    await ra?.close();
  }
}
