/** Parts stop in the opposite order of their start, whatever fails on the way up or down. */
import t from 'tap';
import { Lifecycle, resource, type Part } from '../../../base/lifecycle.js';

interface Faults {
  readonly start?: string;
  readonly stop?: readonly string[];
}

function course({ start, stop = [] }: Faults) {
  const seen: string[] = [];
  const notStopped: string[] = [];
  const step = (what: string, fails: boolean): Promise<void> => {
    seen.push(what);
    return fails ? Promise.reject(new Error(what)) : Promise.resolve();
  };
  const parts = ['a', 'b', 'c'].map((name): Part => ({
    name,
    start: () => step(`start ${name}`, name === start),
    stop: () => step(`stop ${name}`, stop.includes(name)),
  }));
  return { seen, notStopped, parts, lifecycle: new Lifecycle((part) => notStopped.push(part)) };
}

await t.test('the last one first, and once', async (t) => {
  const { seen, parts, lifecycle } = course({});
  t.equal(await lifecycle.startUp((start) => start(parts).then(() => 'up')), 'up');
  await lifecycle.stop();
  await lifecycle.stop();
  t.strictSame(seen, ['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
});

await t.test('what a part that fails had begun ends too; those after it never start', async (t) => {
  const { seen, parts, lifecycle } = course({ start: 'b' });
  await t.rejects(
    lifecycle.startUp((start) => start(parts)),
    { message: 'start b' },
  );
  t.strictSame(seen, ['start a', 'start b', 'stop b', 'stop a']);
});

await t.test('what fails between two parts stops those that run', async (t) => {
  const { seen, parts, lifecycle } = course({});
  const work = lifecycle.startUp(async (start) => {
    await start(parts);
    throw new Error('composed wrongly');
  });
  await t.rejects(work, { message: 'composed wrongly' });
  t.strictSame(seen.slice(3), ['stop c', 'stop b', 'stop a']);
});

await t.test('a stop that fails keeps no other part from stopping', async (t) => {
  const one = course({ stop: ['c'] });
  await one.lifecycle.startUp((start) => start(one.parts));
  await t.rejects(one.lifecycle.stop(), { message: 'stop c' });
  t.strictSame(one.seen.slice(3), ['stop c', 'stop b', 'stop a']);
  t.strictSame(one.notStopped, ['c']);

  const two = course({ stop: ['a', 'c'] });
  await two.lifecycle.startUp((start) => start(two.parts));
  await t.rejects(two.lifecycle.stop(), { errors: [{ message: 'stop c' }, { message: 'stop a' }] });
});

await t.test('the reason is that of the start, also when a stop fails after it', async (t) => {
  const { seen, notStopped, parts, lifecycle } = course({ start: 'c', stop: ['b'] });
  await t.rejects(
    lifecycle.startUp((start) => start(parts)),
    { message: 'start c' },
  );
  t.strictSame(seen.slice(3), ['stop c', 'stop b', 'stop a']);
  t.strictSame(notStopped, ['b']);
});

await t.test('a resource has a value while it is open, and is closed once', async (t) => {
  const closed: string[] = [];
  const file = resource(
    'file',
    () => Promise.resolve('content'),
    (value) => void closed.push(value),
  );
  t.throws(() => file.value, { message: 'file: not open' });
  await file.stop();
  await file.start();
  t.equal(file.value, 'content');
  await file.stop();
  await file.stop();
  t.strictSame(closed, ['content']);
  t.throws(() => file.value, { message: 'file: not open' });
});
