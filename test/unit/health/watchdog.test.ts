/** The watchdog is fed while work goes on, and only then. */
import t from 'tap';
import type { ServiceManager } from '../../../daemon/health/notify.js';
import { ProgressWatch, type Stuck } from '../../../base/progress.js';
import { Watchdog } from '../../../daemon/health/watchdog.js';
import { FakeTicker } from './fakeTicker.js';

/** systemd with WatchdogSec=30: a round every 10 s. */
function setUp(watchdogMs: number | null = 30_000) {
  const ticker = new FakeTicker();
  const progress = new ProgressWatch(ticker);
  const pings: number[] = [];
  const statuses: string[] = [];
  const reports: (readonly Stuck[])[] = [];
  const manager = { reachable: true };
  const serviceManager: ServiceManager = {
    watchdogMs,
    ready: () => Promise.resolve(),
    stopping: () => Promise.resolve(),
    status: (text) => {
      statuses.push(text);
      return Promise.resolve();
    },
    watchdog: () => {
      if (!manager.reachable) return Promise.reject(new Error('no socket'));
      pings.push(ticker.nowMs());
      return Promise.resolve();
    },
  };
  const watchdog = new Watchdog({ progress, serviceManager, ticker, report: (stuck) => reports.push(stuck) });
  return { ticker, progress, pings, statuses, reports, manager, watchdog };
}

await t.test('an idle daemon whose probes come back is kept alive', async (t) => {
  const { ticker, progress, pings, reports, watchdog } = setUp();
  let probes = 0;
  progress.probe('store', 1_000, () => {
    probes += 1;
    return Promise.resolve();
  });
  watchdog.start();
  await ticker.advance(30_000);
  await watchdog.stop();
  t.same(pings, [10_000, 20_000, 30_000]);
  t.equal(probes, 3, 'each ping has its own proof');
  t.same(reports, []);
});

await t.test('stuck work ends the pings, and its end brings them back', async (t) => {
  const { ticker, progress, pings, statuses, reports, watchdog } = setUp();
  watchdog.start();
  const work = progress.source('writer').begin('commit', 15_000);
  await ticker.advance(40_000);
  t.same(pings, [10_000], 'silent from the moment the limit is passed');
  t.match(reports, [[{ source: 'writer', what: 'commit', silentMs: 20_000 }]], 'told once, not every round');
  t.same(statuses, ['No progress: writer (commit, 20 s)']);
  work.end();
  await ticker.advance(10_000);
  await watchdog.stop();
  t.same(pings, [10_000, 50_000]);
  t.same(reports[1], []);
  t.same(statuses[1], 'Running');
});

await t.test('a probe that hangs ends the pings although the timer still runs', async (t) => {
  const { ticker, progress, pings, watchdog } = setUp();
  let hang = false;
  progress.probe('store', 2_000, () => (hang ? new Promise(() => undefined) : Promise.resolve()));
  watchdog.start();
  await ticker.advance(10_000);
  hang = true;
  await ticker.advance(60_000);
  await watchdog.stop();
  t.same(pings, [10_000]);
});

await t.test('a blocked event loop does not count as progress', async (t) => {
  const { ticker, pings, reports, watchdog } = setUp();
  watchdog.start();
  ticker.block(16_000);
  await ticker.advance(0);
  t.same(pings, []);
  t.match(reports, [[{ source: 'eventLoop', silentMs: 6_000 }]]);
  await ticker.advance(10_000);
  await watchdog.stop();
  t.same(pings, [26_000], 'the next round in time counts again');
});

await t.test('a service manager that cannot be told is reported once', async (t) => {
  const { ticker, pings, reports, manager, watchdog } = setUp();
  manager.reachable = false;
  watchdog.start();
  await ticker.advance(30_000);
  t.match(reports, [[{ source: 'serviceManager', what: /no socket/ }]]);
  manager.reachable = true;
  await ticker.advance(10_000);
  await watchdog.stop();
  t.same(reports[1], []);
  t.same(pings, [40_000]);
});

await t.test('without a watching systemd the rounds go on for the log', async (t) => {
  const { ticker, progress, reports, watchdog } = setUp(null);
  watchdog.start();
  progress.source('jobs').begin('step', 1_000);
  await ticker.advance(10_000);
  await watchdog.stop();
  t.match(reports, [[{ source: 'jobs' }]]);
});

await t.test('after stop nothing is probed or sent', async (t) => {
  const { ticker, progress, pings, watchdog } = setUp();
  let probes = 0;
  progress.probe('store', 1_000, () => {
    probes += 1;
    return Promise.resolve();
  });
  watchdog.start();
  await watchdog.stop();
  await ticker.advance(60_000);
  t.same(pings, []);
  t.equal(probes, 0);
});
