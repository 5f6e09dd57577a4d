/** Within a minute after the jobs, no PIN and no password that a person typed stands in the memory of the daemon and its children. */
import t from 'tap';
import { copiesOf } from '../../harness/memory.js';
import { typedSecrets, typeEverySecret } from '../../harness/secretJobs.js';
import { Site } from '../../harness/site.js';
import { until } from '../../harness/until.js';

void t.test('within a minute after the jobs no secret stands in the memory of the daemon', async (t) => {
  const site = await Site.start({ readers: 2 });
  t.teardown(() => site.stop());
  await typeEverySecret(site);
  const [readerName = ''] = site.pcsc.readers;
  t.ok((copiesOf(site.gateway.pid, [readerName]).get(readerName) ?? 0) > 0, 'the search finds what is there');
  const search = () => copiesOf(site.gateway.pid, Object.values(typedSecrets));
  let copies = search();
  // No garbage is collected for this test: that of V8 goes with time, and a minute is promised.
  const gone = (): Promise<boolean> => {
    copies = search();
    return Promise.resolve([...copies.values()].every((count) => count === 0));
  };
  await until(gone, { limitMs: 60_000, everyMs: 1_000 }).catch(() => undefined);
  for (const [name, secret] of Object.entries(typedSecrets)) t.equal(copies.get(secret), 0, name);
});
