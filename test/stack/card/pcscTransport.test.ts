/** The PC/SC transport on a real pcscd: cards pulled, mute, children and pcscd itself killed, and nothing left behind. */
import type { Test } from 'tap';
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import type { CardConnection } from '../../../card/transport/connection.js';
import { TransportError } from '../../../card/transport/connection.js';
import { PcscTransport } from '../../../card/transport/pcscTransport.js';
import type { TransportFailure } from '../../../card/transport/connection.js';
import { startBench } from './support/bench.js';
import { childOf, children } from './support/processes.js';

const getCplc = fromHex('80CA9F7F00');
const ok = (response: Uint8Array): boolean => toHex(response.subarray(-2)) === '9000';
const failsWith = async (t: Test, failure: TransportFailure, work: Promise<unknown>): Promise<void> => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  t.ok(error instanceof TransportError && error.failure === failure, `${failure}, was ${String(error)}`);
};

void t.test('hot plug, exclusive connections, exchanges', async (t) => {
  const bench = await startBench();
  t.teardown(() => bench.stop());
  const [first, second] = [bench.reader(0), bench.reader(1)];
  const card = await bench.harness.createCard();
  await failsWith(t, 'cardRemoved', bench.transport.connect(first));
  await card.insert(0);
  t.equal(await bench.untilPresent(first), 1);
  const connection = await bench.transport.connect(first);
  t.equal(toHex(connection.atr), '3B80800101');
  t.ok(ok(await connection.transmit(getCplc)));
  await failsWith(t, 'sharingViolation', bench.transport.connect(first));
  const stranger = new PcscTransport({ socketPath: bench.harness.socketPath });
  await stranger.start({
    readerChanged: () => undefined,
    readerRemoved: () => undefined,
    serviceChanged: () => undefined,
  });
  await failsWith(t, 'sharingViolation', stranger.connect(first));
  await stranger.stop();
  const other = await bench.harness.createCard();
  await other.insert(1);
  await bench.untilPresent(second);
  const beside = await bench.transport.connect(second);
  t.ok((await Promise.all([connection.transmit(getCplc), beside.transmit(getCplc)])).every(ok));
  await beside.disconnect('leave');
  await connection.disconnect('reset');
  await connection.disconnect('reset');
  await t.rejects(connection.transmit(getCplc), TransportError);
  const again = await bench.transport.connect(first);
  t.ok(ok(await again.transmit(getCplc)));
  let since = bench.news.length;
  await card.remove();
  await bench.until((one) => one.kind === 'reader' && one.state.reader === first && !one.state.card.present, since);
  await failsWith(t, 'cardRemoved', again.transmit(getCplc));
  await failsWith(t, 'cardRemoved', bench.transport.connect(first));
  const before = children();
  await failsWith(t, 'cardRemoved', bench.transport.connect(first));
  since = bench.news.length;
  await card.insert(0);
  t.equal(await bench.untilPresent(first, since), 2, 'the second insertion');
  await again.disconnect('leave');
  t.ok(ok(await (await bench.transport.connect(first)).transmit(getCplc)));
  t.same(children(), before, 'whoever finds no card needs no new process');
});

void t.test('a card pulled in the middle of an exchange', async (t) => {
  const bench = await startBench();
  t.teardown(() => bench.stop());
  const card = await bench.harness.createCard();
  await card.insert(0);
  const connection = await bench.transport.connect(bench.reader(0));
  await card.arm({ kind: 'pull', at: 2, when: 'afterExecution' });
  t.ok(ok(await connection.transmit(getCplc)));
  await failsWith(t, 'cardRemoved', connection.transmit(getCplc));
  await card.untilRemoved();
  const since = bench.news.length;
  await card.insert(0);
  await bench.untilPresent(bench.reader(0), since);
  const again = await bench.transport.connect(bench.reader(0));
  t.ok(ok(await again.transmit(getCplc)));
});

void t.test('a mute card costs its reader only, until it is taken out', async (t) => {
  const bench = await startBench(4, { transmitTimeoutMs: 1000 });
  t.teardown(() => bench.stop());
  const cards = [await bench.harness.createCard(), await bench.harness.createCard()] as const;
  const connections: CardConnection[] = [];
  for (const [index, card] of cards.entries()) {
    await card.insert(index * 2);
    await bench.untilPresent(bench.reader(index * 2));
    connections.push(await bench.transport.connect(bench.reader(index * 2)));
  }
  const [stuck, beside] = connections as [CardConnection, CardConnection];
  await cards[0].arm({ kind: 'mute', at: 1, when: 'beforeExecution' });
  const timeout = failsWith(t, 'timeout', stuck.transmit(getCplc));
  await cards[0].nextHook();
  for (let i = 0; i < 20; i++) t.ok(ok(await beside.transmit(getCplc)), 'the other reader goes on');
  await timeout;
  t.ok(ok(await beside.transmit(getCplc)), 'and still does');
  await failsWith(t, 'timeout', stuck.transmit(getCplc));
  const since = bench.news.length;
  await cards[0].remove();
  await bench.until(
    (one) => one.kind === 'reader' && one.state.reader === bench.reader(0) && !one.state.card.present,
    since,
  );
  await cards[0].insert(0);
  await bench.untilPresent(bench.reader(0), since);
  const again = await bench.transport.connect(bench.reader(0));
  t.ok(ok(await again.transmit(getCplc)));
});

void t.test('pcscd is stopped, goes on, is killed and comes back', async (t) => {
  const limits = { transmitTimeoutMs: 1000, monitorTimeoutMs: 3000 };
  const bench = await startBench(2, limits);
  t.teardown(() => bench.stop());
  const card = await bench.harness.createCard();
  await card.insert(0);
  await bench.untilPresent(bench.reader(0));
  const connection = await bench.transport.connect(bench.reader(0));
  let since = bench.news.length;
  await bench.harness.pausePcscd();
  await failsWith(t, 'timeout', connection.transmit(getCplc));
  await bench.untilService(false, since);
  since = bench.news.length;
  await bench.harness.resumePcscd();
  await bench.untilService(true, since);
  t.equal(await bench.untilPresent(bench.reader(0), since), 2, 'nobody watched: it counts as another card');
  const resumed = await bench.transport.connect(bench.reader(0));
  t.ok(ok(await resumed.transmit(getCplc)));
  since = bench.news.length;
  await bench.harness.killPcscd();
  await bench.untilService(false, since);
  await bench.until((one) => one.kind === 'removed' && one.reader === bench.reader(0), since);
  await failsWith(t, 'serviceGone', resumed.transmit(getCplc));
  await failsWith(t, 'serviceGone', bench.transport.connect(bench.reader(0)));
  since = bench.news.length;
  await bench.harness.restartPcscd();
  await bench.untilService(true, since);
  await bench.untilPresent(bench.reader(0), since);
  const restarted = await bench.transport.connect(bench.reader(0));
  t.ok(ok(await restarted.transmit(getCplc)));
  since = bench.news.length;
  await bench.harness.restartPcscd();
  await bench.untilPresent(bench.reader(0), since);
  const next = await bench.transport.connect(bench.reader(0));
  t.ok(ok(await next.transmit(getCplc)), 'a connection that nobody used meanwhile is in nobody’s way');
  await failsWith(t, 'serviceGone', restarted.transmit(getCplc));
  t.ok(ok(await next.transmit(getCplc)), 'nor does it disturb the new one');
});

void t.test('child processes that crash are started again', async (t) => {
  const bench = await startBench();
  t.teardown(() => bench.stop());
  const card = await bench.harness.createCard();
  await card.insert(0);
  await bench.untilPresent(bench.reader(0));
  const connection = await bench.transport.connect(bench.reader(0));
  process.kill(childOf('monitor'), 'SIGKILL');
  t.ok(ok(await connection.transmit(getCplc)), 'the connection does not need the monitor');
  await connection.disconnect('leave');
  const since = bench.news.length;
  await card.remove();
  await bench.until((one) => one.kind === 'reader' && !one.state.card.present, since);
  await card.insert(0);
  t.equal(await bench.untilPresent(bench.reader(0), since), 2, 'a new monitor goes on where the old one ended');
  const second = await bench.transport.connect(bench.reader(0));
  await card.arm({ kind: 'mute', at: 1, when: 'beforeExecution' });
  const broken = failsWith(t, 'crashed', second.transmit(getCplc));
  await card.nextHook();
  process.kill(childOf('connection'), 'SIGKILL');
  await broken;
});

void t.test('nothing is left behind', async (t) => {
  const bench = await startBench();
  const card = await bench.harness.createCard();
  await card.insert(0);
  await bench.untilPresent(bench.reader(0));
  await bench.transport.connect(bench.reader(0));
  t.equal(children().length, 2);
  await bench.stop();
  t.same(children(), []);
});

void t.test('without pcscd the transport starts and says so', async (t) => {
  const news: boolean[] = [];
  const transport = new PcscTransport({ socketPath: '/nonexistent/pcscd.comm' });
  await transport.start({
    readerChanged: () => undefined,
    readerRemoved: () => undefined,
    serviceChanged: (available) => news.push(available),
  });
  t.same(news, [false]);
  await failsWith(t, 'serviceGone', transport.connect('a reader'));
  await transport.stop();
});
