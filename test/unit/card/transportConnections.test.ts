/** Connections of the transport: one at a time for each reader, the cause of each failure, and which child is used again. */
import t from 'tap';
import { toHex } from '../../../base/bytes.js';
import type { CardConnection, TransportFailure } from '../../../card/transport/connection.js';
import { TransportError } from '../../../card/transport/connection.js';
import { frameKinds } from '../../../card/transport/frames.js';
import type { MonitorEvent } from '../../../card/transport/messages.js';
import { PcscConnection } from '../../../card/transport/pcscConnection.js';
import type { PcscTransportOptions } from '../../../card/transport/pcscOptions.js';
import type { FakeChild, Outcome } from './support/fakeChildren.js';
import { available, empty, present, TransportBench, unavailable, unplugged } from './support/fakeChildren.js';

const apdu = Uint8Array.of(0x00, 0xa4);

// The time limit of a report does not keep the process alive; its children do, and here there are none.
const running = setInterval(() => undefined, 1_000);
t.teardown(() => clearInterval(running));

async function connected(options: PcscTransportOptions = {}): Promise<{
  readonly bench: TransportBench;
  readonly monitor: FakeChild;
  readonly child: FakeChild;
  readonly connection: CardConnection;
}> {
  const bench = new TransportBench(options);
  await bench.withCard();
  const connection = await bench.transport.connect('r');
  return { bench, connection, child: bench.child('connection'), monitor: bench.child('monitor') };
}

const failureOf = (work: Promise<unknown>): Promise<TransportFailure | null> =>
  work.then(
    () => null,
    (error: unknown) => {
      if (error instanceof TransportError) return error.failure;
      throw error;
    },
  );

await t.test('a connection has the protocol and the answer to reset of its card', async (t) => {
  for (const [active, protocol] of [
    [1, 'T=0'],
    [2, 'T=1'],
  ] as const) {
    const { bench, child, connection: former } = await connected();
    await former.disconnect('leave');
    child.outcome = () => Uint8Array.of(active);
    const connection = await bench.transport.connect('r');
    t.same([connection.reader, connection.protocol, toHex(connection.atr)], ['r', protocol, '3B80']);
    t.equal(bench.children.length, 2, 'the child is used again');
    await bench.transport.stop();
  }
});

await t.test('connecting fails and leaves the reader free', async (t) => {
  const cases: readonly (readonly [outcome: Outcome, failure: TransportFailure, childLives: boolean])[] = [
    ['cardRemoved', 'cardRemoved', true],
    ['sharingViolation', 'sharingViolation', true],
    ['unresponsive', 'unresponsive', false],
    ['readerGone', 'readerGone', false],
    ['timeout', 'timeout', false],
    [Uint8Array.of(4), 'unresponsive', false],
    [Uint8Array.of(), 'unresponsive', false],
  ];
  for (const [outcome, failure, childLives] of cases) {
    const { bench, child, connection } = await connected();
    await connection.disconnect('leave');
    child.outcome = () => outcome;
    t.equal(await failureOf(bench.transport.connect('r')), failure);
    t.equal(child.alive, childLives, `${failure}: ${childLives ? 'no handle is left' : 'what it holds is unknown'}`);
    child.outcome = () => Uint8Array.of(2);
    t.ok(await bench.transport.connect('r'), 'afterwards');
    await bench.transport.stop();
  }
});

await t.test('a card is held once', async (t) => {
  const { bench, connection, child } = await connected();
  t.equal(await failureOf(bench.transport.connect('r')), 'sharingViolation');
  bench.child('monitor').say(present('s'));
  t.ok(await bench.transport.connect('s'), 'another reader is another card');
  child.outcome = () => 'silence';
  const exchange = failureOf(connection.transmit(apdu));
  await t.rejects(connection.transmit(apdu), { message: 'one exchange at a time' });
  child.kill();
  t.equal(await exchange, 'crashed');
  t.ok(await bench.transport.connect('r'), 'a failed connection holds nothing');
  await bench.transport.stop();
});

await t.test('a card that pcscd still counts as held by our own process, which ended, is waited for', async (t) => {
  const { bench, connection, child } = await connected();
  child.outcome = () => 'unresponsive';
  const failed = failureOf(connection.transmit(apdu));
  await new Promise(setImmediate);
  t.notOk(child.alive);
  let attempts = 0;
  bench.outcome = () => (++attempts < 3 ? 'sharingViolation' : Uint8Array.of(2));
  const next = await bench.transport.connect('r');
  t.equal(next.protocol, 'T=1', 'neither the connection that is ending nor pcscd refuses it for good');
  t.equal(attempts, 3);
  t.equal(await failed, 'unresponsive');
  await bench.transport.stop();
});

await t.test('what another program holds is not waited for, and our own no longer than its time', async (t) => {
  const { bench, connection, child } = await connected({ releaseMs: 300 });
  child.outcome = () => 'timeout';
  t.equal(await failureOf(connection.transmit(apdu)), 'timeout');
  bench.outcome = () => 'sharingViolation';
  t.equal(await failureOf(bench.transport.connect('r')), 'sharingViolation');
  const { length } = bench.child('connection').requests;
  t.ok(length >= 2, `after ${length} attempts`);
  t.equal(await failureOf(bench.transport.connect('r')), 'sharingViolation');
  t.equal(bench.child('connection').requests.length, length + 1, 'at once');
  await bench.transport.stop();
});

await t.test('the answer to reset may be reported late, or there is none', async (t) => {
  const bench = new TransportBench();
  const begun = bench.begin();
  const monitor = bench.child('monitor');
  monitor.say(available);
  await begun;
  const late = bench.transport.connect('r');
  await new Promise(setImmediate);
  monitor.say(empty('s'), present('r', 1, '3b01'));
  t.equal(toHex((await late).atr), '3B01');
  await (await late).disconnect('leave');
  const child = bench.child('connection');
  monitor.say(empty('r'));
  t.equal(await failureOf(bench.transport.connect('r')), 'unresponsive');
  t.notOk(child.alive, 'a handle without a connection is not kept');
  await bench.transport.stop();
});

await t.test('the cause of a failed exchange', async (t) => {
  type Events = readonly MonitorEvent[];
  const cases: readonly (readonly [
    what: string,
    outcome: TransportFailure,
    failure: TransportFailure,
    before: Events,
    after: Events,
  ])[] = [
    ['no report: it is the card', 'unresponsive', 'unresponsive', [], []],
    ['the card is reported removed', 'unresponsive', 'cardRemoved', [], [empty('r')]],
    ['removed already', 'unresponsive', 'cardRemoved', [empty('r')], []],
    ['another card is in the reader', 'unresponsive', 'cardRemoved', [], [present('r', 2)]],
    ['another reader is reported', 'unresponsive', 'unresponsive', [], [empty('s')]],
    ['another reader, then this one', 'unresponsive', 'cardRemoved', [], [empty('s'), empty('r')]],
    ['the reader is unplugged', 'unresponsive', 'readerGone', [], [unplugged('r')]],
    ['pcscd is gone', 'unresponsive', 'serviceGone', [], [unavailable]],
    ['the child crashed', 'crashed', 'crashed', [], []],
    ['the module names the cause', 'cardRemoved', 'cardRemoved', [], []],
    ['the module names pcscd', 'serviceGone', 'serviceGone', [], []],
    ['the time is over', 'timeout', 'timeout', [], []],
  ];
  for (const [what, outcome, failure, before, after] of cases) {
    // What a report tells is told at once, whatever the time limit.
    const reportWaitMs = failure === 'unresponsive' ? 20 : 600_000;
    const { bench, connection, child, monitor } = await connected({ reportWaitMs });
    child.outcome = () => outcome;
    const exchange = failureOf(connection.transmit(apdu));
    monitor.say(...before);
    for (const event of after) {
      await new Promise(setImmediate);
      monitor.say(event);
    }
    t.equal(await exchange, failure, what);
    t.notOk(child.alive, `${what}: the child is not used again`);
    t.equal(monitor.alive, outcome !== 'timeout', `${what}: either the reader hangs or pcscd`);
    t.equal(await failureOf(connection.transmit(apdu)), failure, `${what}: nothing more is sent`);
    t.equal(child.requests.filter(({ kind }) => kind === frameKinds.transmit).length, 1);
    await bench.transport.stop();
  }
});

await t.test('an open connection ends with its reader and with pcscd', async (t) => {
  for (const [event, failure] of [
    [unplugged('r'), 'readerGone'],
    [unavailable, 'serviceGone'],
  ] as const) {
    const { bench, connection, child, monitor } = await connected();
    monitor.say(present('s'));
    const beside = await bench.transport.connect('s');
    monitor.say(event, available, present('r', 5));
    t.notOk(child.alive);
    t.equal(await failureOf(connection.transmit(apdu)), failure, 'though a card is there again');
    t.equal(await failureOf(beside.transmit(apdu)), failure === 'readerGone' ? null : failure);
    t.ok(await bench.transport.connect('r'));
    await connection.disconnect('reset');
    t.same(child.disconnects(), [], 'nothing of it reaches the new card');
    await bench.transport.stop();
  }
});

await t.test('connecting to a reader whose child is gone: the reader or pcscd is the cause', async (t) => {
  for (const [event, failure] of [
    [unplugged('r'), 'readerGone'],
    [unavailable, 'serviceGone'],
  ] as const) {
    const { bench, connection, child, monitor } = await connected();
    await connection.disconnect('leave');
    child.outcome = () => 'silence';
    const connecting = failureOf(bench.transport.connect('r'));
    monitor.say(event);
    t.equal(await connecting, failure);
    await bench.transport.stop();
  }
});

await t.test('a connection is ended once, as asked, and whatever the child says', async (t) => {
  for (const disposition of ['leave', 'reset'] as const) {
    const { bench, connection, child } = await connected();
    await connection.disconnect(disposition);
    await connection.disconnect(disposition);
    t.same(child.disconnects(), [{ disposition }]);
    t.equal(await failureOf(connection.transmit(apdu)), 'cardRemoved');
    const failing = await bench.transport.connect('r');
    child.outcome = () => 'unresponsive';
    await failing.disconnect(disposition);
    t.ok(await bench.transport.connect('r'), 'the reader is free');
    await bench.transport.stop();
  }
});

await t.test('a fault of this program is not taken for one of the card', async (t) => {
  let fault: Error | null = new TypeError('a fault of ours');
  const connection = new PcscConnection('r', {
    request: () => (fault === null ? Promise.resolve(apdu) : Promise.reject(fault)),
    closed: () => t.fail('the reader stays held'),
    transmitTimeoutMs: 1,
  });
  await t.rejects(connection.transmit(apdu), fault);
  fault = null;
  t.equal(await connection.transmit(apdu), apdu);
});

await t.test('a child that ended by itself is replaced', async (t) => {
  const { bench, connection, child } = await connected();
  await connection.disconnect('leave');
  child.kill();
  const again = await bench.transport.connect('r');
  t.not(bench.child('connection'), child);
  const next = bench.child('connection');
  await new Promise(setImmediate);
  await again.disconnect('leave');
  t.ok(await bench.transport.connect('r'));
  t.equal(bench.child('connection'), next, 'the end of the old one does not concern the new one');
  await bench.transport.stop();
});
