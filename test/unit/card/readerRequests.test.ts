/** Requests for one reader: which native call follows, what is answered, and that nothing secret stays in memory. */
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import type { FrameKind } from '../../../card/transport/frames.js';
import { encodeFrame, frameKinds } from '../../../card/transport/frames.js';
import { packControl, packJson, unpackJson } from '../../../card/transport/messages.js';
import type { NativeReader } from '../../../card/transport/readerRequests.js';
import { serveReader } from '../../../card/transport/readerRequests.js';

interface Outcome {
  readonly error?: unknown;
  readonly protocol?: number;
  readonly response?: Buffer;
}

/** A native module whose calls come out as `outcome` says, and what was asked of it. */
function served() {
  const calls: (readonly unknown[])[] = [];
  const commands: Buffer[] = [];
  const sent: { kind: FrameKind; id: number; said: unknown }[] = [];
  let outcome: Outcome = {};
  const reader: NativeReader = {
    SCARD_SHARE_EXCLUSIVE: 1,
    SCARD_LEAVE_CARD: 0,
    SCARD_RESET_CARD: 11,
    connect: ({ share_mode }, done) => {
      calls.push(['connect', share_mode]);
      done(outcome.error, outcome.protocol ?? 2);
    },
    transmit: (command, maxLength, protocol, done) => {
      calls.push(['transmit', toHex(command), maxLength, protocol]);
      commands.push(command);
      done(outcome.error, outcome.response ?? Buffer.from('9000', 'hex'));
    },
    _control: (data, code, output, done) => {
      calls.push(['control', toHex(data), code]);
      done(outcome.error, (outcome.response ?? Buffer.alloc(0)).copy(output));
    },
    disconnect: (disposition, done) => {
      calls.push(['disconnect', disposition]);
      done(outcome.error);
    },
  };
  const take = serveReader(reader, (kind, id, payload) =>
    sent.push({ kind, id, said: kind === frameKinds.failure ? unpackJson(payload) : toHex(payload) }),
  );
  let id = 0;
  return {
    calls,
    commands,
    sent,
    ask: (kind: FrameKind, payload: Uint8Array, comesOut: Outcome = {}) => {
      outcome = comesOut;
      take(encodeFrame(kind, ++id, payload));
      return sent.at(-1);
    },
  };
}

const { connect, transmit, disconnect, control, answer, failure } = frameKinds;
const none = new Uint8Array();
const apdu = fromHex('0020000104');

await t.test('nothing is sent to a card before it is connected, nor after', (t) => {
  const { ask, calls } = served();
  const refused = { kind: failure, said: { detail: 'not connected' } };
  t.match(ask(transmit, apdu), { id: 1, ...refused });
  t.match(ask(connect, none, { error: new Error('no card'), protocol: 0 }), {
    kind: failure,
    id: 2,
    said: { detail: 'no card' },
  });
  t.match(ask(transmit, apdu), { id: 3, ...refused });
  ask(connect, none);
  ask(disconnect, packJson({ disposition: 'leave' }));
  t.match(ask(transmit, apdu), { id: 6, ...refused });
  t.match(ask(disconnect, packJson({ disposition: 'leave' })), { id: 7, ...refused });
  t.same(calls, [
    ['connect', 1],
    ['connect', 1],
    ['disconnect', 0],
  ]);
  t.end();
});

await t.test('an exchange, by the protocol that was agreed on', (t) => {
  for (const protocol of [1, 2]) {
    const { ask, calls } = served();
    t.same(ask(connect, none, { protocol }), { kind: answer, id: 1, said: `0${protocol}` });
    const response = Buffer.from('AABB9000', 'hex');
    t.same(ask(transmit, apdu, { response }), { kind: answer, id: 2, said: 'AABB9000' });
    t.same(calls.at(-1), ['transmit', toHex(apdu), 65538, protocol], 'room for the longest response');
    t.same(ask(transmit, apdu, { response: Buffer.from('9000', 'hex') })?.said, '9000');
  }
  t.end();
});

await t.test('whatever held a secret is zeroed', (t) => {
  const { ask, commands } = served();
  ask(connect, none);
  for (const hex of ['AABB9000', 'AA']) {
    const response = Buffer.from(hex, 'hex');
    ask(transmit, apdu, { response });
    t.ok(response.every((byte) => byte === 0));
  }
  t.equal(commands.length, 2);
  t.ok(commands.every((command) => command.every((byte) => byte === 0)));
  t.end();
});

await t.test('a failed exchange is a failure, and so is a response without a status word', (t) => {
  const { ask } = served();
  ask(connect, none);
  t.match(ask(transmit, apdu, { error: new Error('removed') }), { kind: failure, said: { detail: 'removed' } });
  t.match(ask(transmit, apdu, { error: 'text' }), { kind: failure, said: { detail: 'unknown' } });
  for (const length of [0, 1]) {
    const said = { detail: `a response of ${length} bytes` };
    t.match(ask(transmit, apdu, { response: Buffer.alloc(length) }), { kind: failure, said });
  }
  t.match(ask(disconnect, packJson({ disposition: 'leave' }), { error: new Error('gone') }), { kind: failure });
  t.end();
});

await t.test('a card is left as it is or reset', (t) => {
  const { ask, calls } = served();
  for (const [disposition, native] of [
    ['leave', 0],
    ['reset', 11],
  ] as const) {
    ask(connect, none);
    t.match(ask(disconnect, packJson({ disposition })), { kind: answer, said: '' });
    t.same(calls.at(-1), ['disconnect', native]);
  }
  t.end();
});

await t.test('what the reader itself is asked, and its refusal, which costs no connection', (t) => {
  const { ask, calls } = served();
  const request = packControl({ code: 0x42000d48, data: fromHex('0102') });
  t.match(ask(control, request), { kind: failure, said: { detail: 'not connected' } });
  ask(connect, none);
  t.match(ask(control, request, { response: Buffer.from('0604', 'hex') }), { kind: answer, said: '010604' });
  t.same(calls.at(-1), ['control', '0102', 0x42000d48]);
  const unsupported = new Error('SCardControl error: Feature not supported.(0x8010001f)');
  t.match(ask(control, request, { error: unsupported }), {
    kind: answer,
    said: `00${Buffer.from(unsupported.message).toString('hex').toUpperCase()}`,
  });
  const gone = new Error('SCardControl error: Card was removed.(0x80100069)');
  t.match(ask(control, request, { error: gone }), { kind: failure, said: { detail: gone.message } });
  t.end();
});
