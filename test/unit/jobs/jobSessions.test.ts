/** What a job at the kiosk asks ends with the session of the screen there, and with no other. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { WireEvent, WireSession } from '../../../daemon/contract/messages.js';
import { AskPerson } from '../../../daemon/jobs/step.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import { next } from '../../../kiosk-ui/kiosk/next.js';
import { firstVisit } from '../../../kiosk-ui/kiosk/visit.js';
import { begin, holderOf, single, staff, stateOf } from './boardBench.js';
import { startEngine } from './engine.js';

const reason = { code: 'job.verifyPins.typeAgain', facts: {} } as const;
const asks = single(() => Promise.reject(new AskPerson({ kind: 'tryNewPin', pin: 1, triesLeft: 3, reason })));

await t.test('what waits for a person at the kiosk ends with their session, and with no other', async (t) => {
  const engine = await startEngine(t, { viewCard: asks });
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };
  const { id } = await engine.gateway.createJob(kiosk, { kind: 'viewCard', readerId: 'kiosk' }, randomUUID());
  await engine.until(() => stateOf(engine) === 'waitingForPerson');
  engine.gateway.endSession({ kind: 'kiosk', sessionId: 'of another screen', place: 'kiosk' });
  engine.gateway.endSession({ ...staff, sessionId: 'k' });
  await engine.gateway.job(kiosk, id);
  t.equal(stateOf(engine), 'waitingForPerson');
  engine.gateway.endSession(kiosk);
  await engine.until(() => stateOf(engine) === undefined && holderOf(engine) === null);
  t.match(await engine.jobs.byId(id), { state: 'cancelled', question: null, failure: { code: 'job.session.ended' } });

  const atCounter = await begin(engine);
  await engine.until(() => stateOf(engine) === 'waitingForPerson');
  engine.gateway.endSession(staff);
  t.equal(stateOf(engine), 'waitingForPerson', 'an officer’s console may be opened again');
  await engine.gateway.cancelJob(staff, atCounter.id);
});

await t.test(
  'when the card came back, a job at the kiosk ends with the screen there, not with a screen that only logs in',
  async (t) => {
    const engine = await startEngine(t, { viewCard: asks });
    engine.transport.insert('kiosk');
    await engine.readers.settled('kiosk');
    const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };
    engine.gateway.subscribe(kiosk, () => undefined);
    const atCounter: Actor = { kind: 'kiosk', sessionId: 'of an officer who logs in', place: 'counter' };
    engine.gateway.subscribe(atCounter, () => undefined);
    await engine.gateway.createJob(kiosk, { kind: 'viewCard', readerId: 'kiosk' }, randomUUID());
    await engine.until(() => stateOf(engine) === 'waitingForPerson');
    engine.transport.remove('kiosk');
    await engine.until(() => stateOf(engine) === 'waitingForCard');
    await engine.jobBoard.idle();
    engine.transport.insert('kiosk');
    await engine.until(() => stateOf(engine) === 'waitingForPerson');
    engine.gateway.endSession(atCounter);
    t.equal(stateOf(engine), 'waitingForPerson');
    engine.gateway.endSession(kiosk);
    await engine.until(() => stateOf(engine) === undefined);
  },
);

await t.test(
  'a job of the kiosk whose card was carried to a reader of the counter and back is asked there again',
  async (t) => {
    const engine = await startEngine(t, { viewCard: asks });
    const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };
    let visit = next(firstVisit, { type: 'fact', fact: { type: 'link', link: 'open' } });
    let leave = (): void => undefined;
    const shows = (actor: Actor): void => {
      leave();
      const learn = (fact: WireEvent): void => {
        visit = next(visit, { type: 'fact', fact });
      };
      learn(engine.gateway.snapshot(actor));
      leave = engine.gateway.subscribe(actor, learn);
    };
    const session = { kioskReaderId: 'kiosk', ras: [], restriction: null } as unknown as WireSession;
    visit = next(visit, { type: 'fact', fact: { type: 'session', session } });
    engine.transport.insert('kiosk');
    await engine.readers.settled('kiosk');
    shows(kiosk);
    const { id } = await engine.gateway.createJob(kiosk, { kind: 'viewCard', readerId: 'kiosk' }, randomUUID());
    await engine.until(() => stateOf(engine) === 'waitingForPerson');
    const carry = async (from: string, to: string): Promise<void> => {
      engine.transport.remove(from);
      await engine.until(() => stateOf(engine) === 'waitingForCard');
      await engine.jobBoard.idle();
      engine.transport.insert(to);
      await engine.until(() => stateOf(engine) === 'waitingForPerson');
    };
    await carry('kiosk', 'counter');
    t.equal(engine.jobBoard.openJobs()[0]?.job.readerId, 'counter');
    // The kiosk's screen goes back to its start after a while, and its session with it.
    visit = next(visit, { type: 'ended' });
    engine.gateway.endSession(kiosk);
    t.equal(stateOf(engine), 'waitingForPerson', 'what is asked at the counter is not the kiosk’s to end');
    shows({ kind: 'kiosk', sessionId: 'k2', place: 'kiosk' });
    await carry('counter', 'kiosk');
    t.match(visit.stage, { at: 'job', jobId: id });
    t.match(visit.world.jobs[id], { state: 'waitingForPerson', readerId: 'kiosk', question: { kind: 'tryNewPin' } });
    engine.gateway.endSession({ kind: 'kiosk', sessionId: 'k2', place: 'kiosk' });
    await engine.until(() => stateOf(engine) === undefined);
  },
);
t.end();
