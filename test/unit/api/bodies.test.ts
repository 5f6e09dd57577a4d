/** Secrets in a request’s body are wrapped at once, and a failure has its words in both languages. */
import t from 'tap';
import type { Secret } from '../../../base/secret.js';
import { jobAnswer, jobOrder } from '../../../daemon/api/bodies.js';
import { UnreadableRowError } from '../../../daemon/store/storedFormat.js';
import { answerOf } from '../../../daemon/api/failureAnswer.js';
import { apiFailures } from '../../../daemon/contract/failures/apiFailures.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { toWireFailure } from '../../../daemon/contract/failures/wireFailure.js';
import { pino } from 'pino';

const textOf = (secret: Secret | null) => secret?.use((bytes) => Buffer.from(bytes).toString('utf8'));

void t.test('every secret of an order becomes a Secret', (t) => {
  const chosen = { mode: 'chosen', pin1: 'one111', pin2: 'two222' } as const;
  const issue = jobOrder({ kind: 'issueCard', readerId: 'A1', registrationId: '7', pins: chosen });
  t.ok(issue.kind === 'issueCard' && issue.pins.mode === 'chosen' && textOf(issue.pins.pin1) === 'one111');
  t.ok(issue.kind === 'issueCard' && issue.pins.mode === 'chosen' && textOf(issue.pins.pin2) === 'two222');
  const change = jobOrder({ kind: 'changePin', readerId: 'A1', pin: 1, oldPin: 'old333', newPin: 'new444', lastTryConfirmed: true }); // prettier-ignore
  t.ok(change.kind === 'changePin' && textOf(change.oldPin) === 'old333' && textOf(change.newPin) === 'new444');
  const unblock = jobOrder({ kind: 'unblockPin', readerId: 'A1', pin: 2, newPin: 'new444' });
  t.ok(unblock.kind === 'unblockPin' && textOf(unblock.newPin) === 'new444');
  const answers = [
    jobAnswer({ kind: 'enterPins', pins: { mode: 'chosen', pin2: 'two222' } }),
    jobAnswer({ kind: 'authoriseAgain', newPin: 'new444' }),
    jobAnswer({ kind: 'tryNewPin', newPin: 'new444', lastTryConfirmed: false }),
  ];
  for (const made of [issue, change, unblock, ...answers]) {
    t.notMatch(JSON.stringify(made), /\d{3}"/, `${made.kind} prints no secret`);
  }
  t.match(answers[0], { pins: { mode: 'chosen', pin1: null } });
  t.strictSame(jobOrder({ kind: 'viewCard', readerId: 'A1' }), { kind: 'viewCard', readerId: 'A1' });
  t.strictSame(jobAnswer({ kind: 'decide', decision: 'stop' }), { kind: 'decide', decision: 'stop' });
  t.end();
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
