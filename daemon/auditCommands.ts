/** `verify-audit`, as an auditor or a maintainer at the shell uses it. */
import { readFile } from 'node:fs/promises';
import { RaApiConnector } from '../sync/ra-api/connector.js';
import type { RaProfile } from '../config/raProfile.js';
import type { Config } from '../config/schema.js';
import { problemWords, verifyAudit, type Mark } from './audit/verification.js';
import { headJudge } from './ras/auditRa.js';
import { readIdentity } from './ras/raIdentity.js';
import { openStore } from './store/gatewayStore.js';

/** Verifies the log of a stopped gateway; status 1 with what is wrong, and from which row on. */
export async function verifyAuditLog(config: Config): Promise<void> {
  const { ras, stateDirectory } = config;
  const store = await openStore(stateDirectory);
  try {
    const signers = await Promise.all(ras.map((profile) => headJudge(profile, stateDirectory)));
    const known = await Promise.all(ras.map((profile) => checkpointOf(profile, stateDirectory)));
    const checkpoints = known.flatMap((one) => (one === 'away' || one === null ? [] : [one]));
    const { progress, problem } = await verifyAudit({ store, signers, checkpoints });
    if (problem !== null) {
      process.stderr.write(`card-gateway: the audit log is not what it was. ${problemWords(problem).en}\n`);
      process.exitCode = 1;
      return;
    }
    process.stdout.write(`The audit log is whole: ${progress.seq} rows.\n`);
    const away = ras.filter((_, i) => known[i] === 'away').map(({ id }) => id);
    if (away.length > 0) process.stdout.write(`Not compared, because the RA did not answer: ${away.join(', ')}.\n`);
  } finally {
    await store.close();
  }
}

async function checkpointOf(profile: RaProfile, stateDirectory: string): Promise<Mark | null | 'away'> {
  const { url, caFile, timeoutMs } = profile.connector;
  let ra: RaApiConnector | null = null;
  try {
    const identity = await readIdentity(profile, stateDirectory);
    ra = new RaApiConnector({ url, timeoutMs, ca: await readFile(caFile, 'utf8'), ...identity });
    const known = await ra.newestAuditCheckpoint();
    return known === null ? null : { ...known, ra: profile.id };
  } catch {
    return 'away';
  } finally {
    await ra?.close();
  }
}
