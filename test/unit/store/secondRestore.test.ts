/** A copy that holds restored jobs is restored itself: its jobs are held back again. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../base/clock.js';
import { makeBackup } from '../../../daemon/backup/backup.js';
import { restore } from '../../../daemon/backup/restore.js';
import { RestorationTable } from '../../../daemon/backup/restorationTable.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import { migrationsFolder, openStore } from '../../../daemon/store/gatewayStore.js';
import { copyBench } from '../backup/copyBench.js';

await t.test('settled after the first restoration, held back after the second', async (t) => {
  const folder = t.testdir();
  const { config, recipient } = await copyBench(join(folder, 'gateway'));
  const id = randomUUID();
  const store = await openStore(config.stateDirectory);
  await new JobTable(store, systemClock).insert({
    ...{ id, idempotencyKey: id, kind: 'prepareCard', state: 'waitingForCard', raId: 'jcic', readerId: 'a' },
    ...{ cardSerial: '01', actorKind: 'staff', actor: 'anna', input: { registrationId: 'R-1' }, makesKeys: true },
  });
  await store.close();
  const copyAndRestore = async (from: string, to: string): Promise<string[]> => {
    const copy = `${to}.copy`;
    await makeBackup({ ...config, stateDirectory: from }, copy);
    const proof = { key: recipient.pkcs8(), signer: null, unauthenticated: false };
    await restore({ ...config, stateDirectory: to }, copy, proof, migrationsFolder);
    const restored = await openStore(to);
    const restoration = new RestorationTable(restored, systemClock);
    const held = await restoration.unsettledJobs();
    for (const job of held) await restoration.settle(job);
    t.same(await restoration.unsettledJobs(), []);
    await restored.close();
    return held;
  };
  const [second, third] = [join(folder, 'second'), join(folder, 'third')];
  t.same(await copyAndRestore(config.stateDirectory, second), [id]);
  t.same(await copyAndRestore(second, third), [id]);
});
