/** Who hears of what, and what a refused answer leaves behind. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { RaRefusedError, RaUnavailableError, type RaConnector } from '../../../sync/connector.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import { heardBy, serial, startEngine, type Engine } from './engine.js';

const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };

/** An RA that knows the subscriber and has no PUK for the card. */
const ra: Partial<RaConnector> = {
  authoriseUnblock: () =>
    Promise.resolve({
      id: randomUUID(),
      cardSerial: serial,
      pin: 1,
      name: '王小明',
      expiresAt: '2099-01-01T00:00:00Z',
    }),
  releasePuk: () => Promise.reject(new RaRefusedError('noEscrowedPuk')),
};

const authorise = (engine: Engine): Promise<unknown> =>
  engine.gateway.authorise(kiosk, {
    raId: 'test',
    readerId: 'kiosk',
    pin: 1,
    account: 'a',
    password: Secret.fromText('pass12'),
  });

/** An unblocking that was interrupted by a pulled card: its PIN is forgotten and its owner is asked again. */
async function interrupted(engine: Engine, releasing: Promise<void>): Promise<string> {
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  await authorise(engine);
  const order = { kind: 'unblockPin', readerId: 'kiosk', pin: 1, newPin: Secret.fromText('Good1234') } as const;
  const { id } = await engine.gateway.createJob(kiosk, order, randomUUID());
  await releasing;
  engine.transport.remove('kiosk');
  await engine.until(() => engine.jobBoard.openJobs()[0]?.job.state === 'waitingForCard');
  await engine.jobBoard.idle();
  engine.transport.insert('kiosk');
  await engine.until(() => engine.jobBoard.openJobs()[0]?.job.state === 'waitingForPerson');
  return id;
}

await t.test('an answer that is refused is zeroed, and the login before it stays good', async (t) => {
  let began = (): void => undefined;
  const releasing = new Promise<void>((resolve) => (began = resolve));
  let away = true;
  const engine = await startEngine(t, {
    ra: {
      ...ra,
      releasePuk: () => {
        began();
        return away
          ? Promise.reject(new RaUnavailableError('away'))
          : Promise.reject(new RaRefusedError('noEscrowedPuk'));
      },
    },
  });
  const jobId = await interrupted(engine, releasing);
  away = false;
  const answer = (text: string): { readonly newPin: Secret; readonly done: Promise<unknown> } => {
    const newPin = Secret.fromText(text);
    return { newPin, done: engine.gateway.answerJob(kiosk, jobId, { kind: 'authoriseAgain', newPin }) };
  };
  const early = answer('Good1234');
  await t.rejects(early.done, { code: 'unblockPin.create.notAuthorised' });
  t.ok(early.newPin.disposed);
  await authorise(engine);
  const short = answer('abc');
  await t.rejects(short.done, { code: 'card.pin.tooShort' });
  t.ok(short.newPin.disposed);
  await answer('Good1234').done;
  await engine.until(() => engine.jobBoard.openJobs().length === 0);
  await t.rejects(
    answer('Good1234').done,
    { code: 'unblockPin.create.notAuthorised' },
    'the login was good for one answer',
  );
});

await t.test('staff see every job, and touch those of their role; what they typed for others is zeroed', async (t) => {
  let began = (): void => undefined;
  const releasing = new Promise<void>((resolve) => (began = resolve));
  const engine = await startEngine(t, {
    ra: {
      ...ra,
      releasePuk: () => {
        began();
        return Promise.reject(new RaUnavailableError('away'));
      },
    },
  });
  const jobId = await interrupted(engine, releasing);
  const auditor: Actor = { kind: 'staff', sessionId: 's', operator: 'ho', role: 'auditor', ras: null };
  t.equal((await engine.gateway.job(auditor, jobId)).id, jobId);
  const newPin = Secret.fromText('Good1234');
  const refused = { code: 'api.session.notPermitted' };
  await t.rejects(engine.gateway.answerJob(auditor, jobId, { kind: 'authoriseAgain', newPin }), refused);
  t.ok(newPin.disposed);
  await t.rejects(engine.gateway.cancelJob(auditor, jobId), refused);
  const typed = { oldPin: Secret.fromText('Good1234'), newPin: Secret.fromText('Good5678') };
  const order = { kind: 'changePin', readerId: 'kiosk', pin: 1, lastTryConfirmed: false, ...typed } as const;
  await t.rejects(engine.gateway.createJob(auditor, order, randomUUID()), refused);
  t.ok(typed.oldPin.disposed && typed.newPin.disposed);
  const password = Secret.fromText('pass12');
  const request = { raId: undefined, readerId: 'kiosk', pin: 1, account: 'a', password } as const;
  await t.rejects(engine.gateway.authorise(auditor, request), refused);
  t.ok(password.disposed);
});

await t.test('the kiosk hears that its reader is gone, and what becomes of its job', async (t) => {
  let began = (): void => undefined;
  const releasing = new Promise<void>((resolve) => (began = resolve));
  const engine = await startEngine(t, {
    ra: {
      ...ra,
      releasePuk: () => {
        began();
        return Promise.reject(new RaUnavailableError('away'));
      },
    },
  });
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  await authorise(engine);
  const order = { kind: 'unblockPin', readerId: 'kiosk', pin: 1, newPin: Secret.fromText('Good1234') } as const;
  const { id } = await engine.gateway.createJob(kiosk, order, randomUUID());
  await releasing;
  const heard = heardBy(engine.gateway, kiosk);
  engine.transport.unplug('kiosk');
  await engine.until(() => engine.jobBoard.openJobs()[0]?.job.state === 'waitingForCard');
  t.ok(heard.some((event) => event.type === 'readerRemoved' && event.readerId === 'kiosk'));
  t.ok(heard.some((event) => event.type === 'job' && event.job.id === id && event.job.state === 'waitingForCard'));
});

await t.test('a job at the kiosk is shown to its own session, to staff, and to nobody else', async (t) => {
  const engine = await startEngine(t, {});
  const atCounter: Actor = { kind: 'kiosk', sessionId: 'c', place: 'counter' };
  const other: Actor = { kind: 'kiosk', sessionId: 'k2', place: 'kiosk' };
  const staff: Actor = { kind: 'staff', sessionId: 's', operator: 'anna', role: 'counterOfficer', ras: null };
  const kinds = new Map<Actor, string[]>([kiosk, other, atCounter, staff].map((actor) => [actor, []]));
  for (const [actor, heard] of kinds) engine.gateway.subscribe(actor, ({ type }) => heard.push(type));
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  const { id } = await engine.gateway.createJob(kiosk, { kind: 'viewCard', readerId: 'kiosk' }, randomUUID());
  await engine.until(() => engine.jobBoard.openJobs().length === 0);
  t.ok(kinds.get(kiosk)?.includes('job'));
  t.ok(kinds.get(staff)?.includes('job'));
  t.notOk(kinds.get(other)?.includes('job'), 'another session at the kiosk');
  t.notOk(kinds.get(atCounter)?.includes('job'), 'a screen of staff without a login');
  t.notOk(kinds.get(atCounter)?.includes('reader'));
  t.match(await engine.gateway.job(kiosk, id), { state: 'finished' });
  await t.rejects(engine.gateway.job(other, id), { code: 'job.find.unknown' });
  await t.rejects(engine.gateway.cancelJob(other, id), { code: 'job.find.unknown' });
  engine.gateway.endSession(kiosk);
  await t.rejects(engine.gateway.job(kiosk, id), { code: 'job.find.unknown' }, 'the next person in the same session');
});
t.end();
