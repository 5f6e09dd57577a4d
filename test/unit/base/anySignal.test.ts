/** A signal that follows others: it aborts with the first of them, and leaves nothing behind at those that live on. */
import { getEventListeners } from 'node:events';
import t from 'tap';
import { withAnySignal } from '../../../base/anySignal.js';

const until = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    else signal.addEventListener('abort', () => resolve(signal.reason));
  });

void t.test('it aborts with the first, for the same reason', async (t) => {
  for (const first of [0, 1]) {
    const controllers = [new AbortController(), new AbortController()];
    const signals = controllers.map(({ signal }) => signal);
    const reason = withAnySignal(signals, until);
    controllers[first]?.abort(`number ${first}`);
    t.equal(await reason, `number ${first}`);
    for (const signal of signals) t.same(getEventListeners(signal, 'abort'), []);
  }
});

void t.test('one that was aborted before counts at once', async (t) => {
  const signals = [new AbortController().signal, AbortSignal.abort('before')];
  t.equal(await withAnySignal(signals, (signal) => Promise.resolve(signal.reason)), 'before');
});

void t.test('nothing is left behind, however the work ends', async (t) => {
  const { signal } = new AbortController();
  t.equal(await withAnySignal([signal], () => Promise.resolve('done')), 'done');
  await t.rejects(
    withAnySignal([signal], () => Promise.reject(new Error('failed'))),
    { message: 'failed' },
  );
  t.same(getEventListeners(signal, 'abort'), []);
  // `AbortSignal.any` is remembered under this name.
  const symbols = Object.getOwnPropertySymbols(signal).map(String);
  t.notOk(symbols.includes('Symbol(kDependantSignals)'));
});
t.end();
