/** A repeated action: its pauses, what ends it, and that a result is never lost to a stop. */
import t from 'tap';
import { retry } from '../../../base/retry.js';

const passing = new TypeError('passing');

await t.test('it runs until it succeeds, whatever was thrown, and the pause grows', async (t) => {
  const failures: unknown[] = [];
  let runs = 0;
  const began = performance.now();
  const action = (): Promise<number> => (++runs < 4 ? Promise.reject(passing) : Promise.resolve(runs));
  const result = await retry(action, { pauseMs: 20, longestPauseMs: 30, failed: (error) => failures.push(error) });
  t.equal(result, 4);
  t.same(failures, [passing, passing, passing]);
  t.ok(performance.now() - began >= 75, '20, 30 and 30 ms');
});

await t.test('it ends with the error itself: after the last attempt, and at an error that stays', async (t) => {
  let runs = 0;
  const fail = (): Promise<never> => {
    runs += 1;
    return Promise.reject(passing);
  };
  await t.rejects(retry(fail, { pauseMs: 1, attempts: 3 }), passing);
  t.equal(runs, 3);
  await t.rejects(retry(fail, { pauseMs: 1, isPassing: (error) => error !== passing }), passing);
  t.equal(runs, 4);
});

await t.test('a stop ends the pause, and what succeeded meanwhile is kept', async (t) => {
  const stop = new AbortController();
  const waiting = retry(() => Promise.reject(passing), { pauseMs: 60_000, signal: stop.signal });
  const done = retry(
    () => {
      stop.abort();
      return Promise.resolve('written');
    },
    { pauseMs: 60_000, signal: stop.signal },
  );
  t.equal(await done, 'written');
  await t.rejects(waiting, { name: 'AbortError' });
  t.equal(
    await retry(() => Promise.resolve('once'), { pauseMs: 1, signal: stop.signal }),
    'once',
    'one attempt is made',
  );
});
t.end();
