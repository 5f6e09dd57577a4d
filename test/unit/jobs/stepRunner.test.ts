/** The runner of a job's steps: the same card, let go of while a person is asked, and secrets zeroed when it ends. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import { jobType, type AnyJobType } from '../../../daemon/jobs/jobType.js';
import type { JobInput } from '../../../daemon/jobs/job.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { AskPerson, type StepContext } from '../../../daemon/jobs/step.js';
import { asViewCard, lockedCard, serial, startEngine, type Engine } from './engine.js';

const label = { 'zh-TW': '步驟', en: 'Step' };

/** A job of one step, which does `run`. */
function ofOneStep(run: (context: StepContext<JobInput, { only: object }>) => Promise<object>): AnyJobType {
  return jobType<'viewCard', JobInput, { only: object }>({
    ...asViewCard,
    steps: () => [{ name: 'only', kind: 'repeatable', label, run, answer: () => Promise.resolve({ effect: 'redo' }) }],
  });
}

async function begin(engine: Engine, secrets = new SecretDrawer()): Promise<string> {
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  const order = { kind: 'viewCard', raId: 'test', readerId: 'kiosk', cardSerial: serial, input: {} } as const;
  const who = { actorKind: 'staff', actor: 'officer1', sessionId: 's', authorisationId: null } as const;
  const { id } = await engine.jobBoard.begin({ ...order, ...who, idempotencyKey: randomUUID(), secrets });
  return id;
}

function drawer(): { readonly secrets: SecretDrawer; readonly typed: readonly Secret[] } {
  const secrets = new SecretDrawer();
  const typed = [Secret.fromText('Typed12345'), Secret.fromText('Typed67890')] as const;
  secrets.keep('pin1', typed[0]);
  secrets.keep('newPin', typed[1]);
  return { secrets, typed };
}

await t.test('another card than that of the job: no step runs', async (t) => {
  let ran = 0;
  const engine = await startEngine(t, {
    viewCard: ofOneStep(() => {
      ran++;
      return Promise.resolve({});
    }),
  });
  let other = true;
  const exchanged = (): CardDriver =>
    ({ ...lockedCard(), identity: { family: 'test', serial: other ? '00BB' : serial } }) as unknown as CardDriver;
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  engine.open = exchanged;
  const id = await begin(engine);
  await engine.until(() => engine.jobBoard.openJobs()[0]?.job.state === 'waitingForCard');
  t.match(await engine.jobs.byId(id), { state: 'waitingForCard', failure: { code: 'card.identify.other' } });
  t.equal(ran, 0);
  t.same(await engine.jobs.journal(id), []);
  await engine.jobBoard.idle();
  other = false;
  engine.transport.remove('kiosk');
  engine.transport.insert('kiosk');
  await engine.until(() => engine.jobBoard.openJobs().length === 0);
  t.equal(ran, 1, 'with its own card it goes on');
});

await t.test('while a person is asked, the card is reset: no PIN stays verified on it', async (t) => {
  const events: string[] = [];
  let asked = false;
  const engine = await startEngine(t, {
    viewCard: ofOneStep(() => {
      events.push('run');
      if (asked) return Promise.resolve({});
      asked = true;
      const reason = { code: 'job.verifyPins.typeAgain', facts: {} } as const;
      return Promise.reject(new AskPerson({ kind: 'verifyPins', pins: [{ reference: 1, triesLeft: 3 }], reason }));
    }),
  });
  const connect = engine.transport.connect.bind(engine.transport);
  engine.transport.connect = async (reader) => ({
    ...(await connect(reader)),
    disconnect: (disposition) => {
      events.push(disposition);
      return Promise.resolve();
    },
  });
  await begin(engine);
  await engine.until(() => engine.jobBoard.openJobs()[0]?.job.state === 'waitingForPerson');
  t.same(events.slice(events.indexOf('run')), ['run', 'reset']);
});

for (const { name, run } of [
  { name: 'finished', run: () => Promise.resolve({}) },
  { name: 'failed', run: () => Promise.reject(new Error('for the test')) },
]) {
  await t.test(`what was typed is zeroed when the job is ${name}`, async (t) => {
    const { secrets, typed } = drawer();
    const engine = await startEngine(t, {
      viewCard: ofOneStep((context) => {
        t.ok(typed.every(({ disposed }) => !disposed) && context.secret('pin1') !== null);
        return run();
      }),
    });
    const id = await begin(engine, secrets);
    await engine.until(() => engine.jobBoard.openJobs().length === 0);
    await engine.jobBoard.idle();
    t.match(await engine.jobs.byId(id), { state: name });
    t.ok(typed.every(({ disposed }) => disposed));
    t.equal(secrets.pin(1), null);
  });
}
