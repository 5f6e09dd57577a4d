/** A process as systemd sees the daemon: ready, watched, able to hang. Its parent orders it about over IPC. */
import { connectServiceManager } from '../../../daemon/health/notify.js';
import { ProgressWatch } from '../../../base/progress.js';
import { Watchdog } from '../../../daemon/health/watchdog.js';

const serviceManager = connectServiceManager();
const progress = new ProgressWatch();
const writer = progress.source('writer');
let rounds = 0;
progress.probe('rounds', 1_000, () => {
  rounds += 1;
  process.send?.({ rounds });
  return Promise.resolve();
});
const watchdog = new Watchdog({ progress, serviceManager, report: () => undefined });

async function obey(order: unknown): Promise<void> {
  if (order === 'hang') writer.begin('commit', 0);
  if (order === 'stop') {
    await watchdog.stop();
    await serviceManager.stopping('Stopping\nWATCHDOG=1');
    process.disconnect();
  }
}

process.on('message', (order) => void obey(order));
watchdog.start();
await serviceManager.ready('Running\nWATCHDOG=1');
