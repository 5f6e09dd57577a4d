/** Guards of the job engine: what a probe and an answer decide, what is let go of while a job waits, and whose jobs a session ends. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../base/clock.js';
import { openDatabase } from '../../../base/database.js';
import { Secret } from '../../../base/secret.js';
import { TransportError } from '../../../card/transport/connection.js';
import { checkRelease } from '../../../daemon/jobs/certification/release.js';
import { jobType } from '../../../daemon/jobs/jobType.js';
import type { JobInput } from '../../../daemon/jobs/job.js';
import { PukTries } from '../../../daemon/jobs/pukTries.js';
import type { Question } from '../../../daemon/jobs/question.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { AskPerson, type AnswerEffect, type ProbeVerdict } from '../../../daemon/jobs/step.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import { ReleaseTable } from '../../../daemon/ras/releaseTable.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { RaUnavailableError } from '../../../sync/connector.js';
import { certificateOf, newKey } from '../pki/listMaker.js';
import { pem } from '../sync/openssl.js';
import { asViewCard, lockedCard, serial, startEngine, type Engine } from './engine.js';
import { twoPins } from '../../harness/capabilities.js';

const lin: Actor = { kind: 'staff', sessionId: 's', operator: 'lin', role: 'counterOfficer', ras: null };
const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };
const removed = new TransportError('cardRemoved', 'kiosk', 'for the test');
const question: Question = { kind: 'tryNewPin', pin: 1, triesLeft: 3, reason: { code: 'changePin.changePin.interrupted', facts: { pin: 1 } } }; // prettier-ignore
const answer = (text = 'Good1234') =>
  ({ kind: 'tryNewPin', newPin: Secret.fromText(text), lastTryConfirmed: false }) as const;

interface Script {
  /** What each attempt throws; nothing where there is no more. */
  readonly attempts?: readonly Error[];
  readonly verdicts?: readonly ProbeVerdict<object>[];
  readonly effects?: readonly AnswerEffect<object>[];
  readonly bindsCard?: boolean;
}

/** A job of one `once` step that does as it is told, and what was done of it. */
async function scripted(t: Test, { attempts = [], verdicts = [], effects = [], bindsCard = false }: Script) {
  const done: string[] = [];
  const [throws, says, follows] = [[...attempts], [...verdicts], [...effects]];
  const viewCard = jobType<'viewCard', JobInput, { work: object }>({
    ...asViewCard,
    bindsCard,
    steps: () => [
      {
        ...{ name: 'work', kind: 'once', label: { 'zh-TW': '', en: '' } },
        run: () => {
          done.push('run');
          const error = throws.shift();
          return error === undefined ? Promise.resolve({ by: 'run' }) : Promise.reject(error);
        },
        probe: () => Promise.resolve((done.push('probe'), says.shift() ?? { verdict: 'notApplied' })),
        answer: () => Promise.resolve((done.push('answer'), follows.shift() ?? { effect: 'redo' })),
      },
    ],
  });
  const engine = await startEngine(t, { viewCard });
  const connect = engine.transport.connect.bind(engine.transport);
  engine.transport.connect = async (reader) => {
    const connection = await connect(reader);
    return { ...connection, disconnect: (how) => Promise.resolve(void done.push(how)) };
  };
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  done.length = 0;
  return { engine, done };
}

const stateOf = (engine: Engine) => engine.jobBoard.openJobs()[0]?.job.state;
const viewCard = (engine: Engine, actor: Actor = lin) =>
  engine.gateway.createJob(actor, { kind: 'viewCard', readerId: 'kiosk' }, randomUUID());
const outcomeOf = async (engine: Engine, id: string) =>
  (await engine.jobs.journal(id)).filter(({ phase }) => phase === 'outcome').map(({ facts }) => facts);

async function pulled(engine: Engine): Promise<void> {
  await engine.until(() => stateOf(engine) === 'waitingForCard');
  await engine.jobBoard.idle();
  engine.transport.remove('kiosk');
  engine.transport.insert('kiosk');
}
const over = (engine: Engine) => engine.until(() => engine.jobBoard.openJobs().length === 0);
const steps = (done: readonly string[]) => done.filter((what) => ['run', 'probe', 'answer'].includes(what));

await t.test('after a pulled card the probe decides: applied is recorded, not applied runs again', async (t) => {
  const applied = await scripted(t, {
    attempts: [removed],
    verdicts: [{ verdict: 'applied', facts: { by: 'probe' } }],
  });
  const { id } = await viewCard(applied.engine);
  await pulled(applied.engine);
  await over(applied.engine);
  t.strictSame(steps(applied.done), ['run', 'probe']);
  t.strictSame(await outcomeOf(applied.engine, id), [{ by: 'probe' }]);
  const not = await scripted(t, { attempts: [removed], verdicts: [{ verdict: 'notApplied' }] });
  const second = await viewCard(not.engine);
  await pulled(not.engine);
  await over(not.engine);
  t.strictSame(steps(not.done), ['run', 'probe', 'run']);
  t.strictSame(await outcomeOf(not.engine, second.id), [{ by: 'run' }]);
});

await t.test('an answer settles the step, lets it run again, or has the card probed again', async (t) => {
  const unknown = { verdict: 'unknown', question } as const;
  for (const [effect, following, facts] of [
    [{ effect: 'settled', facts: { by: 'answer' } }, [], { by: 'answer' }],
    [{ effect: 'redo' }, ['run'], { by: 'run' }],
    [{ effect: 'probeAgain' }, ['probe'], { by: 'probe' }],
  ] as const) {
    const verdicts = [unknown, { verdict: 'applied', facts: { by: 'probe' } }] as const;
    const { engine, done } = await scripted(t, { attempts: [removed], verdicts, effects: [effect] });
    const { id } = await viewCard(engine);
    await pulled(engine);
    await engine.until(() => stateOf(engine) === 'waitingForPerson');
    t.equal((await engine.gateway.answerJob(lin, id, answer())).id, id);
    await over(engine);
    t.strictSame(steps(done), ['run', 'probe', 'answer', ...following], effect.effect);
    t.strictSame(await outcomeOf(engine, id), [facts], effect.effect);
  }
});

await t.test('while the RA is away the card is reset, and its reader is kept', async (t) => {
  const { engine, done } = await scripted(t, { attempts: [new RaUnavailableError('away')] });
  const rest = { actorKind: 'staff', actor: 'lin', sessionId: 's', authorisationId: null, input: {} } as const;
  const order = { kind: 'viewCard', raId: 'test', readerId: 'kiosk', cardSerial: serial } as const;
  await engine.jobBoard.begin({ ...order, ...rest, idempotencyKey: randomUUID(), secrets: new SecretDrawer() });
  await engine.until(() => stateOf(engine) === 'waitingForRa');
  t.strictSame(done, ['run', 'reset']);
  t.ok(engine.readers.reader('kiosk')?.holder);
});

await t.test('a job that cannot be written holds no reader', async (t) => {
  const { engine } = await scripted(t, {});
  engine.refuses = (sql) => sql.includes('INTO job');
  await t.rejects(viewCard(engine));
  await engine.readers.settled('kiosk');
  t.equal(engine.readers.reader('kiosk')?.holder, null);
  engine.refuses = () => false;
  await viewCard(engine);
  await over(engine);
});

await t.test('a job that a person set aside resumes where its card lies when a person says so', async (t) => {
  const { engine, done } = await scripted(t, { attempts: [new Error('half way')], bindsCard: true });
  const { id } = await viewCard(engine);
  await engine.until(() => stateOf(engine) === 'waitingForPerson');
  await engine.gateway.answerJob(lin, id, { kind: 'decide', decision: 'stop' });
  await engine.until(() => stateOf(engine) === 'waitingForCard');
  await engine.jobBoard.idle();
  await engine.readers.settled('kiosk');
  const reader = engine.readers.reader('kiosk');
  if (reader === null) throw new Error('no reader');
  engine.jobBoard.resume(reader);
  t.strictSame([steps(done), reader.holder], [['run'], null], 'the same insertion does not resume it');
  engine.jobBoard.resumeHere(reader);
  await over(engine);
  t.strictSame(steps(done), ['run', 'probe', 'run']);
});

await t.test('a PIN of an answer is held to the rule of the card in the reader', async (t) => {
  const { engine } = await scripted(t, { attempts: [new AskPerson(question)] });
  const card = lockedCard();
  const pinRule = { minLength: 8, maxLength: 16, characters: '[0-9A-Za-z]' };
  engine.open = () => ({ ...card, capabilities: twoPins({ rule: pinRule }) });
  engine.transport.remove('kiosk');
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  const { id } = await viewCard(engine);
  await engine.until(() => stateOf(engine) === 'waitingForPerson');
  await t.rejects(engine.gateway.answerJob(lin, id, answer('Good123')), { code: 'card.pin.tooShort' });
  await engine.gateway.answerJob(lin, id, answer());
  await over(engine);
});

await t.test(
  'a job that waits at the kiosk is its person’s: seen, stopped and ended by that session alone',
  async (t) => {
    const { engine } = await scripted(t, { attempts: [removed], verdicts: [{ verdict: 'unknown', question }] });
    const others: Actor[] = [
      { kind: 'kiosk', sessionId: 'k2', place: 'kiosk' },
      { kind: 'kiosk', sessionId: 'c', place: 'counter' },
    ];
    const { id } = await viewCard(engine, kiosk);
    for (const other of others) {
      t.strictSame(engine.gateway.snapshot(other).jobs, []);
      await t.rejects(engine.gateway.cancelJob(other, id), { code: 'job.find.unknown' });
    }
    t.match(engine.gateway.snapshot(kiosk).jobs, [{ id }]);
    await pulled(engine);
    await engine.until(() => stateOf(engine) === 'waitingForPerson');
    for (const other of others) engine.gateway.endSession(other);
    t.equal(stateOf(engine), 'waitingForPerson', 'a session that did not follow the kiosk ends nothing there');
    engine.gateway.subscribe(kiosk, () => undefined);
    engine.gateway.endSession(kiosk);
    await over(engine);
    t.match(await engine.jobs.byId(id), { state: 'cancelled', failure: { code: 'job.session.ended' } });
  },
);

await t.test('one key is not certified for two uses; a card’s own word on its PUK counts', async (t) => {
  const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
  t.teardown(() => database.close());
  const [caKey, key] = [newKey(), newKey()];
  const by = { name: 'CA', key: caKey };
  const ca = await certificateOf({ ...by, isCa: true });
  const certified = (usage: 'digitalSignature' | 'keyAgreement') =>
    certificateOf({ name: 'lin', key, by, usages: [usage] });
  const profile = { issuers: [pem(ca)], clockToleranceMinutes: 5 };
  const services = { profile, releases: new ReleaseTable(database, systemClock), now: () => new Date().toISOString() };
  const context = { cardSerial: '01', services } as unknown as Parameters<typeof checkRelease>[0];
  const { publicKey } = key;
  const pairs = [
    { use: 'sign', publicKey, certificate: await certified('digitalSignature') },
    { use: 'encrypt', publicKey, certificate: await certified('keyAgreement') },
  ] as const;
  await checkRelease(context, pairs.slice(0, 1));
  await checkRelease(context, pairs.slice(1));
  await t.rejects(checkRelease(context, pairs), { code: 'release.key.reused', facts: { use: 'encrypt' } });
  const tries = new PukTries(database, systemClock);
  t.strictSame(tries.missesOf('01', 1, { left: 2, max: 5 }), { left: 2, refused: true });
  t.equal(tries.missesOf('01', 1, { left: 5, max: 5 }), null);
  await tries.begin('01', 1, 5);
  t.strictSame(tries.missesOf('01', 1, null), { left: 4, refused: false });
  const again = new PukTries(database, systemClock);
  await again.start();
  t.strictSame(again.missesOf('01', 1, null), { left: 4, refused: false }, 'also after a restart');
});
t.end();
