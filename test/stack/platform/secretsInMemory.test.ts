/**
 * Seconds after the jobs, no PIN and no password that a person typed stands in the memory of the daemon or of a process that it started.
 * No garbage is collected for this test. The time is shorter than the minute that is promised, because garbage of V8 goes with time.
 */
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { copiesOf } from '../../harness/memory.js';
import { typedSecrets, typeEverySecret } from '../../harness/secretJobs.js';
import { Site } from '../../harness/site.js';

void t.test('seconds after the jobs no secret stands in the memory of the daemon', async (t) => {
  const site = await Site.start({ readers: 2 });
  t.teardown(() => site.stop());
  await typeEverySecret(site);
  await setTimeout(5_000);
  const [readerName = ''] = site.pcsc.readers;
  t.ok((copiesOf(site.gateway.pid, [readerName]).get(readerName) ?? 0) > 0, 'the search finds what is there');
  const copies = copiesOf(site.gateway.pid, Object.values(typedSecrets));
  for (const [name, secret] of Object.entries(typedSecrets)) t.equal(copies.get(secret), 0, name);
});
