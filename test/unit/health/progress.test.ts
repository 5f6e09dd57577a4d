/** Work that makes no progress is noticed, and work that only rests is not. */
import t from 'tap';
import { ProgressWatch } from '../../../base/progress.js';
import { FakeTicker } from './fakeTicker.js';

await t.test('nothing to do is no lack of progress', async (t) => {
  const ticker = new FakeTicker();
  const watch = new ProgressWatch(ticker);
  watch.source('jobs');
  await ticker.advance(3_600_000);
  t.same(await watch.examine(), []);
});

await t.test('work is stuck after its time limit, until it ends', async (t) => {
  const ticker = new FakeTicker();
  const watch = new ProgressWatch(ticker);
  const jobs = watch.source('jobs');
  const stuckWork = jobs.begin('issueCard.generateKey on A1', 30_000);
  const quickWork = jobs.begin('viewCard.read on A2', 5_000);

  await ticker.advance(5_000);
  t.same(await watch.examine(), [], 'not before the limit');
  quickWork.end();
  await ticker.advance(25_001);
  t.same(await watch.examine(), [{ source: 'jobs', what: 'issueCard.generateKey on A1', silentMs: 30_001 }]);
  stuckWork.end();
  stuckWork.end();
  t.same(await watch.examine(), []);
});

await t.test('a beat begins the time limit again', async (t) => {
  const ticker = new FakeTicker();
  const watch = new ProgressWatch(ticker);
  const work = watch.source('writer').begin('batch', 1_000);
  for (let i = 0; i < 5; i++) {
    await ticker.advance(900);
    work.beat();
  }
  t.same(await watch.examine(), []);
  await ticker.advance(1_001);
  t.match(await watch.examine(), [{ source: 'writer' }]);
});

await t.test('a heartbeat rests until its first beat and when it is told to', async (t) => {
  const ticker = new FakeTicker();
  const watch = new ProgressWatch(ticker);
  const monitor = watch.heartbeat('readers', 2_000);
  await ticker.advance(10_000);
  t.same(await watch.examine(), [], 'not begun');
  monitor.beat();
  await ticker.advance(2_001);
  t.match(await watch.examine(), [{ source: 'readers', silentMs: 2_001 }]);
  monitor.rest();
  t.same(await watch.examine(), [], 'stopped on purpose');
});

await t.test('a probe that fails is stuck until a later one succeeds', async (t) => {
  const ticker = new FakeTicker();
  const watch = new ProgressWatch(ticker);
  let broken = true;
  watch.probe('store', 1_000, () => (broken ? Promise.reject(new Error('disk full')) : Promise.resolve()));
  t.match(await watch.examine(), [{ source: 'store', what: 'probe failed: disk full' }]);
  broken = false;
  t.same(await watch.examine(), []);
});

await t.test('a probe that throws at once has failed too', async (t) => {
  const watch = new ProgressWatch(new FakeTicker());
  watch.probe('store', 1_000, () => {
    throw new Error('closed');
  });
  t.match(await watch.examine(), [{ source: 'store', what: 'probe failed: closed' }]);
});

await t.test('a probe that does not come back is not sent again, and counts until it does', async (t) => {
  const ticker = new FakeTicker();
  const watch = new ProgressWatch(ticker);
  const answers: (() => void)[] = [];
  watch.probe('store', 1_000, () => new Promise((resolve) => answers.push(resolve)));

  const first = watch.examine();
  await ticker.advance(1_000);
  t.match(await first, [{ source: 'store', what: 'probe did not come back', silentMs: 1_000 }]);
  const second = watch.examine();
  await ticker.advance(500);
  t.match(await second, [{ source: 'store', silentMs: 1_000 }], 'no second wait for one that is late already');
  t.equal(answers.length, 1, 'sent once');

  answers[0]?.();
  await ticker.advance(0);
  const third = watch.examine();
  await ticker.advance(0);
  t.equal(answers.length, 2, 'sent again once it came back');
  answers[1]?.();
  t.same(await third, []);
});
