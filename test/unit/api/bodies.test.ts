/** Secrets in a request’s body are wrapped at once, and a failure has its words in both languages. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import t from 'tap';
import type { z } from 'zod';
import type { Secret } from '../../../base/secret.js';
import { readJson } from '../../../daemon/api/bodies.js';
import { UnreadableRowError } from '../../../daemon/store/storedFormat.js';
import { answerOf } from '../../../daemon/api/failureAnswer.js';
import { answerSchema, createJobSchema, staffLoginSchema } from '../../../daemon/contract/messages.js';
import { apiFailures } from '../../../daemon/contract/failures/apiFailures.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { toWireFailure } from '../../../daemon/contract/failures/wireFailure.js';
import { pino } from 'pino';

const textOf = (secret: Secret | null) => secret?.use((bytes) => Buffer.from(bytes).toString('utf8'));

/** A body as the API reads it. */
async function read<S extends z.ZodType>(schema: S, text: string) {
  const bytes = Buffer.from(text);
  const request = Object.assign(Readable.from([bytes.subarray(0, 9), bytes.subarray(9)]), {
    headers: { 'content-type': 'application/json', 'content-length': String(bytes.length) },
  });
  const body = await readJson(request as unknown as IncomingMessage, schema, 16_384);
  t.ok(
    bytes.every((byte) => byte === 0),
    'the bytes that were received are zeroed',
  );
  return body;
}
const orderOf = async (order: object) => (await read(createJobSchema, JSON.stringify(order))).fields;
const answerOfBody = async (answer: object) => (await read(answerSchema, JSON.stringify(answer))).fields;

void t.test('every secret of an order becomes a Secret', async (t) => {
  const chosen = { mode: 'chosen', pin1: 'one111', pin2: 'two222' };
  const issue = await orderOf({ kind: 'issueCard', readerId: 'A1', registrationId: '7', pins: chosen });
  t.ok(issue.kind === 'issueCard' && issue.pins.mode === 'chosen' && textOf(issue.pins.pin1) === 'one111');
  t.ok(issue.kind === 'issueCard' && issue.pins.mode === 'chosen' && textOf(issue.pins.pin2 ?? null) === 'two222');
  const change = await orderOf({ kind: 'changePin', readerId: 'A1', pin: 1, oldPin: 'old333', newPin: 'new444', lastTryConfirmed: true }); // prettier-ignore
  t.ok(change.kind === 'changePin' && textOf(change.oldPin) === 'old333' && textOf(change.newPin) === 'new444');
  t.ok(change.kind === 'changePin' && change.pin === 1, 'which PIN is no secret');
  const unblock = await orderOf({ kind: 'unblockPin', readerId: 'A1', pin: 2, newPin: 'new444' });
  t.ok(unblock.kind === 'unblockPin' && textOf(unblock.newPin) === 'new444');
  const answers = [
    await answerOfBody({ kind: 'enterPins', pins: { mode: 'chosen', pin2: 'two222' } }),
    await answerOfBody({ kind: 'authoriseAgain', newPin: 'new444' }),
    await answerOfBody({ kind: 'tryNewPin', newPin: 'new444', lastTryConfirmed: false }),
  ];
  for (const made of [issue, change, unblock, ...answers]) {
    t.notMatch(JSON.stringify(made), /\d{3}"/, `${made.kind} prints no secret`);
  }
  t.match(answers[0], { pins: { mode: 'chosen' } });
  t.notMatch(answers[0], { pins: { pin1: {} } }, 'a PIN that was not asked for is not there');
  t.strictSame(await orderOf({ kind: 'viewCard', readerId: 'A1' }), { kind: 'viewCard', readerId: 'A1' });
  t.strictSame(await answerOfBody({ kind: 'decide', decision: 'stop' }), { kind: 'decide', decision: 'stop' });
  const login = await read(staffLoginSchema, '{"name":"lin","password":"a\\"\\u81fa\\ud83d\\ude00 臺"}');
  t.equal(textOf(login.fields.password), 'a"臺😀 臺');
  login.dispose();
  t.ok(login.fields.password.disposed);
});

void t.test('a secret that the schema refuses is refused by its field', async (t) => {
  for (const password of ['', 'x'.repeat(65)]) {
    const body = read(staffLoginSchema, JSON.stringify({ name: 'lin', password }));
    await t.rejects(body, { code: 'api.request.invalid', facts: { field: 'password' } });
  }
});

void t.test('a failure in words', (t) => {
  const wire = toWireFailure(new Failure('staff.login.throttled', { retryAfterSeconds: 4 }));
  t.equal(wire.next['zh-TW'], '請於 4 秒後再試');
  t.equal(wire.next.en, 'Try again in 4 seconds.');
  t.strictSame(wire.facts, { retryAfterSeconds: 4 });
  t.match(toWireFailure(new Failure('api.request.invalid')).happened.en, /\(\?\)/, 'a fact that is missing');
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => lines.push(line) });
  const answer = answerOf(Object.assign(new Error('inside'), { body: 'Secret9' }), logger);
  t.equal(answer.status, 500);
  t.equal(answer.failure.code, 'api.request.internal');
  t.notMatch(JSON.stringify(answer), /inside/);
  t.match(lines.join(''), new RegExp(`"reference":"${String(answer.failure.facts['reference'])}".*inside`));
  t.notMatch(lines.join(''), /Secret9/);
  const unreadable = answerOf(new UnreadableRowError('job.params_json', 'j1', { cause: new Error('Secret9') }), logger);
  t.match(unreadable, { status: 500, failure: { code: 'store.row.unreadable', facts: { row: 'j1' } } });
  t.match(lines.join(''), /"column":"job.params_json","row":"j1"/, 'the log names the row too');
  t.notMatch(lines.join(''), /Secret9/);
  t.equal(answerOf(Object.assign(new Error('gone'), { status: 404 }), logger).failure.code, 'api.request.notFound');
  t.end();
});

void t.test('every text is there in both languages, and names only facts in braces', (t) => {
  for (const [code, { happened, card, next, status }] of Object.entries(apiFailures)) {
    t.ok(status >= 400 && status <= 599, code);
    for (const words of [happened, card, next]) {
      t.match(words['zh-TW'], /\p{Script=Han}/u, code);
      t.match(words.en, /^[\x20-\x7e’“”–]+[.?]$/, code);
      const facts = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      t.strictSame(facts(words['zh-TW']), facts(words.en), `${code}: the same facts`);
    }
  }
  t.end();
});
