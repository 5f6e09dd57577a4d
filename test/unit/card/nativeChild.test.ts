/** The parent's side of a child process: answers, failures, time limits, and every way in which a child can end. */
import { once, EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import t from 'tap';
import { toHex } from '../../../base/bytes.js';
import { frameKinds } from '../../../card/transport/frames.js';
import type { MonitorEvent } from '../../../card/transport/messages.js';
import { unpackJson } from '../../../card/transport/messages.js';
import { NativeChild, RequestError } from '../../../card/transport/nativeChild.js';

const program = fileURLToPath(new URL('./support/childProgram.js', import.meta.url));
const longMs = 60_000;
const apdu = Uint8Array.of(0x00, 0xa4);

function started(t: Test, behaviour: string | null, socketPath?: string) {
  const ends: string[] = [];
  const events = new EventEmitter<{ event: [MonitorEvent] }>();
  const child = new NativeChild(behaviour === null ? 'monitor' : 'connection', behaviour, {
    socketPath,
    program,
    onEvent: (event) => events.emit('event', event),
    onEnd: (detail) => ends.push(detail),
  });
  t.teardown(async () => {
    child.kill();
    await child.ended();
  });
  return { child, ends, events, ask: (limitMs = longMs) => child.request(frameKinds.transmit, apdu, limitMs) };
}

await t.test('each request gets its own answer, and a child lives on', async (t) => {
  const { child, ask, ends } = started(t, 'answers');
  const answers = await Promise.all([ask(), child.request(frameKinds.transmit, Uint8Array.of(7), longMs), ask()]);
  t.same(answers.map(toHex), ['00A4', '07', '00A4']);
  t.ok(child.alive);
  t.same(ends, []);
  t.same(apdu, Uint8Array.of(0x00, 0xa4), 'the payload stays its owner’s');
});

await t.test('a failure names its cause, and the child lives on', async (t) => {
  const { child, ask } = started(t, 'fails');
  await t.rejects(ask(), new RequestError('cardRemoved', 'Card was removed.(0x80100069)'));
  t.ok(child.alive);
});

await t.test('no answer within the time limit: every request fails and the child is gone', async (t) => {
  const { child, ask, ends } = started(t, 'silent');
  const other = t.rejects(ask(), new RequestError('timeout', 'no answer within 5 ms'));
  await t.rejects(ask(5), new RequestError('timeout', 'no answer within 5 ms'));
  await other;
  await child.ended();
  t.same(ends, ['SIGKILL']);
  t.notOk(child.alive);
  await t.rejects(ask(), new RequestError('crashed', 'the child process ended'));
});

await t.test('what is no frame ends the child', async (t) => {
  const { ask, ends } = started(t, 'garbage');
  await t.rejects(ask(), new RequestError('crashed', 'SIGKILL'));
  t.same(ends, ['SIGKILL']);
});

await t.test('a child that ends is reported once, with its last words', async (t) => {
  const { child, ask, ends } = started(t, 'dies');
  await t.rejects(ask(), new RequestError('crashed', 'exit 3 last words'));
  await child.ended();
  child.kill();
  t.same(ends, ['exit 3 last words']);
});

await t.test('a monitor’s events arrive', async (t) => {
  const { events } = started(t, null);
  t.same(await once(events, 'event'), [{ kind: 'serviceAvailable' }]);
});

await t.test('a child knows where pcscd is, and nothing else of this process’s environment', async (t) => {
  const before = process.env.PCSCLITE_CSOCK_NAME;
  process.env.PCSCLITE_CSOCK_NAME = '/run/inherited.comm';
  const given = started(t, 'environment', '/run/given.comm');
  const inherited = started(t, 'environment');
  if (before === undefined) delete process.env.PCSCLITE_CSOCK_NAME;
  else process.env.PCSCLITE_CSOCK_NAME = before;
  const env = (socket: string) => ({
    PCSCLITE_CSOCK_NAME: socket,
    UV_THREADPOOL_SIZE: '2',
    GLIBC_TUNABLES: 'glibc.malloc.tcache_count=0:glibc.malloc.perturb=165',
  });
  t.match(unpackJson(await given.ask()), { env: env('/run/given.comm'), role: 'connection' });
  const told = unpackJson(await inherited.ask()) as { readonly env: Record<string, string> };
  t.match(told.env, env('/run/inherited.comm'));
  t.notOk('PATH' in told.env);
});
