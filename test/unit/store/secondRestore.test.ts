/** A copy that holds restored jobs is restored itself: its jobs are held back again. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../base/clock.js';
import { makeBackup } from '../../../daemon/backup/backup.js';
import { restore } from '../../../daemon/backup/restore.js';
import { RestorationTable } from '../../../daemon/backup/restorationTable.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import { migrationsFolder, openStore } from '../../../daemon/store/gatewayStore.js';

await t.test('settled after the first restoration, held back after the second', async (t) => {
  const folder = t.testdir();
  const [first, second, third] = ['first', 'second', 'third'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const id = randomUUID();
  const store = await openStore(first);
  await new JobTable(store, systemClock).insert({
    ...{ id, idempotencyKey: id, kind: 'prepareCard', state: 'waitingForCard', raId: 'jcic', readerId: 'a' },
    ...{ cardSerial: '01', actorKind: 'staff', actor: 'anna', input: { registrationId: 'R-1' }, makesKeys: true },
  });
  await store.close();
  const copyAndRestore = async (from: string, to: string): Promise<string[]> => {
    writeFileSync(join(from, 'transport-pin.key'), 'K'.repeat(32));
    const copy = `${from}.copy`;
    await makeBackup({ stateDirectory: from, ras: [] }, copy);
    await restore({ stateDirectory: to }, copy, migrationsFolder);
    const restored = await openStore(to);
    const restoration = new RestorationTable(restored, systemClock);
    const held = await restoration.unsettledJobs();
    for (const job of held) await restoration.settle(job);
    t.same(await restoration.unsettledJobs(), []);
    await restored.close();
    return held;
  };
  t.same(await copyAndRestore(first, second), [id]);
  t.same(await copyAndRestore(second, third), [id]);
});
