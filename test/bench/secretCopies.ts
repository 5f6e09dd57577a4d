/** Copies of PINs and passwords in the memory of the daemon and its children, seconds after the jobs that they were typed for. */
import { setTimeout } from 'node:timers/promises';
import { copiesOf } from '../harness/memory.js';
import { typedSecrets, typeEverySecret } from '../harness/secretJobs.js';
import { Site } from '../harness/site.js';
import type { Bench } from './bench.js';

const waitMs = 5_000;

export const secretCopies: Bench = {
  rows: ['secrets.copies'],
  async run(_runs, folder) {
    const site = await Site.start({ directory: folder });
    try {
      await typeEverySecret(site);
      await setTimeout(waitMs);
      const copies = copiesOf(site.gateway.pid, Object.values(typedSecrets));
      const found = Object.entries(typedSecrets).map(([name, secret]) => ({ name, count: copies.get(secret) ?? 0 }));
      return [
        {
          name: 'secrets.copies',
          ours: Math.max(...found.map(({ count }) => count)),
          peer: 1,
          unit: 'copies',
          bar: 0,
          better: 'lower',
          notes: [
            `of the secret with the most copies, ${waitMs / 1_000} s after the last job; none is allowed`,
            found.map(({ name, count }) => `${name} ${count}`).join(', '),
          ],
        },
      ];
    } finally {
      await site.stop();
    }
  },
};
