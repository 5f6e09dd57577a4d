/** Seconds after the jobs, no PIN and no password that a person typed stands in the memory of the daemon and its children. */
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { copiesOf } from '../../harness/memory.js';
import { typedSecrets, typeEverySecret } from '../../harness/secretJobs.js';
import { Site } from '../../harness/site.js';

void t.test('seconds after the jobs no secret stands in the memory of the daemon', async (t) => {
  const site = await Site.start({ readers: 2 });
  t.teardown(() => site.stop());
  await typeEverySecret(site);
  // No garbage is collected for this test: that of V8 goes with time, and a minute is promised.
  await setTimeout(5_000);
  const [readerName = ''] = site.pcsc.readers;
  t.ok((copiesOf(site.gateway.pid, [readerName]).get(readerName) ?? 0) > 0, 'the search finds what is there');
  const copies = copiesOf(site.gateway.pid, Object.values(typedSecrets));
  for (const [name, secret] of Object.entries(typedSecrets)) t.equal(copies.get(secret), 0, name);
});
