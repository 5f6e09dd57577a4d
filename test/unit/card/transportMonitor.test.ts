/** How the transport follows pcscd: its monitor is started, restarted, ended, and its reports become notifications. */
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { TransportError } from '../../../card/transport/connection.js';
import { available, empty, present, TransportBench, unavailable, unplugged } from './support/fakeChildren.js';

const monitors = ({ children }: TransportBench): number => children.filter(({ role }) => role === 'monitor').length;

await t.test('start waits until it is known whether pcscd is there', async (t) => {
  for (const [event, news] of [
    [available, 'service'],
    [unavailable, 'no service'],
  ] as const) {
    const bench = new TransportBench();
    let begun = false;
    const start = bench.begin().then(() => (begun = true));
    await pause(1);
    t.notOk(begun);
    await t.rejects(bench.begin(), { message: 'the transport was started already' });
    bench.child('monitor').say(event, event);
    await start;
    t.same(bench.news, [news], 'once');
    await bench.transport.stop();
  }
});

await t.test('each change is notified, with the count of insertions', async (t) => {
  const bench = new TransportBench();
  await bench.withCard();
  const monitor = bench.child('monitor');
  monitor.say(empty('s'), { kind: 'readers', readers: ['r', 's'] }, present('r'), empty('r'), present('r', 3));
  monitor.say(unplugged('s'), unplugged('s'));
  t.same(bench.news, ['service', 'r card 1', 's empty', 'listed r s', 'r empty', 'r card 2', 's removed']);
  await bench.transport.stop();
});

await t.test('readers that were unplugged while no monitor ran are removed', async (t) => {
  const bench = new TransportBench();
  await bench.withCard();
  bench.child('monitor').say(empty('s'));
  bench.child('monitor').kill();
  await pause(1);
  t.equal(monitors(bench), 2, 'a monitor that had reported is replaced at once');
  bench.child('monitor').say(available, { kind: 'readers', readers: ['r'] });
  t.same(bench.news.slice(3), ['s removed', 'listed r'], 'and pcscd counted as available throughout');
  await bench.transport.stop();
});

await t.test('without pcscd nothing is known of any reader', async (t) => {
  const bench = new TransportBench();
  await bench.withCard();
  bench.child('monitor').say(unavailable);
  t.same(bench.news.slice(2), ['no service', 'r removed']);
  bench.child('monitor').say(available, present('r'));
  t.same(bench.news.slice(4), ['service', 'r card 2'], 'it may be another card');
  await bench.transport.stop();
});

await t.test('a monitor that reports nothing is ended, and another one tried after a pause', async (t) => {
  const bench = new TransportBench({ monitorTimeoutMs: 5, monitorRetryMs: 30 });
  await bench.begin();
  t.same(bench.news, ['no service']);
  t.equal(monitors(bench), 1);
  while (monitors(bench) < 2) await pause(2);
  bench.child('monitor').say(available);
  await pause(10);
  t.ok(bench.child('monitor').alive, 'one that has reported stays, however quiet it is');
  t.same(bench.news, ['no service', 'service']);
  await bench.transport.stop();
});

await t.test('after stop nothing runs, nothing is started and nothing is notified', async (t) => {
  const bench = new TransportBench();
  await bench.withCard();
  await bench.transport.connect('r');
  const monitor = bench.child('monitor');
  await bench.transport.stop();
  t.same(bench.child('connection').disconnects(), [{ disposition: 'reset' }], 'no PIN stays verified');
  t.ok(bench.children.every(({ alive }) => !alive));
  monitor.say(unplugged('r'));
  await pause(10);
  t.equal(bench.children.length, 2);
  t.same(bench.news, ['service', 'r card 1']);
  await t.rejects(bench.transport.connect('r'), new TransportError('serviceGone', 'r', 'the transport is not started'));
  const waiting = new TransportBench({ monitorTimeoutMs: 2 });
  await waiting.begin();
  await waiting.transport.stop();
  await pause(15);
  t.equal(waiting.children.length, 1, 'nor a monitor that was to be started again');
});

await t.test('the limits and the socket reach the children', async (t) => {
  const bench = new TransportBench({ socketPath: '/run/s', connectTimeoutMs: 11, transmitTimeoutMs: 12 });
  await bench.withCard();
  const connection = await bench.transport.connect('r');
  await connection.transmit(Uint8Array.of(0));
  await connection.transmit(Uint8Array.of(1), { timeoutMs: 13 });
  const { requests, options, reader } = bench.child('connection');
  t.same(
    requests.map(({ timeoutMs }) => timeoutMs),
    [11, 12, 13],
  );
  t.same([reader, options.socketPath, bench.child('monitor').options.socketPath], ['r', '/run/s', '/run/s']);
  await bench.transport.stop();
});
