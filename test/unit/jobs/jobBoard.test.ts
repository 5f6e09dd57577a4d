/** What becomes of a job when what is around it ends, fails or is exchanged. */
import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { systemClock } from '../../../base/clock.js';
import { UnknownCardError } from '../../../card/errors.js';
import { TransportError } from '../../../card/transport/connection.js';
import { RaUnavailableError } from '../../../sync/connector.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { jobType, type AnyJobType } from '../../../daemon/jobs/jobType.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import type { JobInput } from '../../../daemon/jobs/job.js';
import { begin, holderOf, single, staff, stateOf } from './boardBench.js';
import { asViewCard, lockedCard, serial, startEngine, type Engine } from './engine.js';

/** A job of one step, which waits for `gate`. */
function gated(gate: Promise<void>): AnyJobType {
  const label = { 'zh-TW': '等待', en: 'Waiting' };
  return jobType<'viewCard', JobInput, { wait: object }>({
    ...asViewCard,
    steps: () => [{ name: 'wait', kind: 'repeatable', label, run: () => gate.then(() => ({})) }],
  });
}

/** A gate, and how to open it. */
function gate(): { readonly promise: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open };
}

const stored = {
  idempotencyKey: randomUUID(),
  kind: 'viewCard',
  raId: 'test',
  readerId: 'kiosk',
  cardSerial: serial,
  actorKind: 'staff',
  actor: 'officer1',
  input: {},
} as const;
const newJob = { ...stored, authorisationId: null, sessionId: 's' };

function reinsert({ transport }: Engine): void {
  transport.remove('kiosk');
  transport.insert('kiosk');
}

await t.test('a gateway that is stopped leaves a job that waits for a person to its journal', async (t: Test) => {
  const asks = jobType<'viewCard', JobInput, { ask: object }>({
    ...asViewCard,
    steps: () => [
      {
        name: 'ask',
        kind: 'once',
        label: { 'zh-TW': '詢問', en: 'Asking' },
        run: () => Promise.reject(new Error('half way')),
        probe: () => Promise.resolve({ verdict: 'notApplied' }),
      },
    ],
    bindsCard: true,
  });
  const engine = await startEngine(t, { viewCard: asks });
  const { id } = await begin(engine);
  await engine.until(() => stateOf(engine) === 'waitingForPerson');
  await engine.stop();
  t.match(await engine.jobs.byId(id), { state: 'waitingForCard' });
});

await t.test('a full disk: the reader is given back, and the job goes on when its card is put in again', async (t) => {
  const { promise, open } = gate();
  const engine = await startEngine(t, { viewCard: gated(promise) });
  const { id } = await begin(engine);
  engine.storeFails = true;
  open();
  await engine.until(() => stateOf(engine) === 'waitingForCard' && holderOf(engine) === null);
  await engine.jobBoard.idle();
  t.equal(stateOf(engine), 'waitingForCard', 'it is not begun again by itself');
  reinsert(engine);
  await engine.readers.settled('kiosk');
  await engine.jobBoard.idle();
  t.equal(holderOf(engine), null, 'a resumption that could not be written down holds no reader');
  t.equal(stateOf(engine), 'waitingForCard');
  engine.storeFails = false;
  reinsert(engine);
  await engine.until(() => stateOf(engine) === undefined);
  t.match(await engine.jobs.byId(id), { state: 'finished' });
});

await t.test('pcscd comes back, with the card, before its job found out: it goes on by itself', async (t) => {
  const { promise, open } = gate();
  const gone = new TransportError('serviceGone', 'kiosk', 'for the test');
  const label = { 'zh-TW': '等待', en: 'Waiting' };
  let ran = 0;
  const waits = jobType<'viewCard', JobInput, { wait: object }>({
    ...asViewCard,
    steps: () => [
      {
        ...{ name: 'wait', kind: 'repeatable', label },
        run: () => (++ran === 1 ? promise.then(() => Promise.reject(gone)) : Promise.resolve({})),
      },
    ],
  });
  const engine = await startEngine(t, { viewCard: waits });
  const { id } = await begin(engine);
  engine.transport.unplug('kiosk');
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  t.equal(stateOf(engine), 'running');
  t.throws(() => engine.jobBoard.requireNoOpenJob(serial), { code: 'job.create.cardHasOpenJob' });
  open();
  await engine.until(() => stateOf(engine) === undefined);
  t.doesNotThrow(() => engine.jobBoard.requireNoOpenJob(serial));
  t.match(await engine.jobs.byId(id), { state: 'finished' });
  t.equal(ran, 2);
  await engine.jobBoard.idle();
  t.equal(holderOf(engine), null);
});

await t.test('a step that is run again, because its outcome was not written, is in the audit log once', async (t) => {
  const label = { 'zh-TW': '記錄', en: 'Recording' };
  let ran = 0;
  const records = jobType<'viewCard', JobInput, { record: object }>({
    ...asViewCard,
    steps: () => [
      {
        name: 'record',
        kind: 'repeatable',
        label,
        run({ audit }) {
          audit('card.issued', { order: 'O-1' });
          engine.storeFails = ++ran === 1;
          return Promise.resolve({});
        },
      },
    ],
  });
  const engine = await startEngine(t, { viewCard: records });
  for (const said of [1, 2]) {
    const { id } = await begin(engine);
    await engine.until(() => stateOf(engine) === 'waitingForCard' && holderOf(engine) === null);
    await engine.jobBoard.idle();
    engine.storeFails = false;
    reinsert(engine);
    await engine.until(() => stateOf(engine) === undefined && holderOf(engine) === null);
    t.match(await engine.jobs.byId(id), { state: 'finished' });
    engine.transport.remove('kiosk');
    ran = 0;
    const rows = await new Audit(engine.store, systemClock).about([serial], 10);
    t.equal(rows.length, said, 'once for each job');
  }
});

await t.test('a card that is read badly when its job begins ends nothing', async (t) => {
  const engine = await startEngine(t, { viewCard: jobTypes.viewCard });
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  engine.open = () => {
    throw new UnknownCardError(Uint8Array.of(0x3b));
  };
  const { id } = await engine.gateway.createJob(staff, { kind: 'viewCard', readerId: 'kiosk' }, randomUUID());
  await engine.until(() => stateOf(engine) === 'waitingForCard');
  engine.open = lockedCard;
  await engine.jobBoard.idle();
  t.match(await engine.jobs.byId(id), { state: 'waitingForCard', failure: { code: 'card.identify.unknown' } });
});

await t.test('the word to try again is for one attempt, and not for the time after a pulled card', async (t) => {
  const told: boolean[] = [];
  const heardOf: string[][] = [];
  const label = { 'zh-TW': '嘗試', en: 'Trying' };
  const fails = jobType<'viewCard', JobInput, { mark: object; fail: object }>({
    ...asViewCard,
    steps: () => [
      {
        name: 'mark',
        kind: 'once',
        label,
        run: () => Promise.resolve({}),
        probe: () => Promise.resolve({ verdict: 'notApplied' }),
      },
      {
        name: 'fail',
        kind: 'repeatable',
        label,
        run: ({ retryDecided, heard }) => {
          told.push(retryDecided());
          heardOf.push(heard().map(({ code }) => code));
          return Promise.reject(new Error('again'));
        },
      },
    ],
    bindsCard: true,
  });
  const engine = await startEngine(t, { viewCard: fails });
  const { id } = await begin(engine);
  await engine.until(() => stateOf(engine) === 'waitingForPerson');
  await engine.gateway.answerJob(staff, id, { kind: 'decide', decision: 'tryAgain' });
  await engine.until(() => told.length === 2 && stateOf(engine) === 'waitingForPerson');
  engine.transport.remove('kiosk');
  await engine.until(() => stateOf(engine) === 'waitingForCard');
  engine.transport.insert('kiosk');
  await engine.until(() => told.length === 3 && stateOf(engine) === 'waitingForPerson');
  t.same(told, [false, true, false]);
  t.same(heardOf, [[], ['job.step.internal'], []], 'and why they were asked');
});

await t.test('a job that waits for the RA can be given up', async (t) => {
  const engine = await startEngine(t, { viewCard: single(() => Promise.reject(new RaUnavailableError('away'))) });
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  const { id } = await engine.jobBoard.begin({ ...newJob, secrets: new SecretDrawer() });
  await engine.until(() => stateOf(engine) === 'waitingForRa');
  t.match(await engine.gateway.cancelJob(staff, id), { state: 'cancelled' });
  t.equal(holderOf(engine), null);
});

await t.test('the card of a job whose RA was taken out of the settings leaves the reader free', async (t) => {
  const engine = await startEngine(t, { viewCard: jobTypes.viewCard });
  await engine.jobs.insert({ ...stored, makesKeys: false, id: randomUUID(), raId: 'gone', state: 'running' });
  await engine.jobBoard.start();
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  t.equal(stateOf(engine), 'waitingForCard');
  t.equal(holderOf(engine), null);
});

await t.test('two officers who begin the card of one registration at the same moment begin one job', async (t) => {
  const engine = await startEngine(t);
  for (const reader of ['kiosk', 'counter']) {
    engine.transport.insert(reader);
    await engine.readers.settled(reader);
  }
  const order = { ...newJob, kind: 'prepareCard', input: { registrationId: 'R-1' } } as const;
  const begin = (readerId: string, cardSerial: string) =>
    engine.jobBoard.begin({
      ...order,
      ...{ readerId, cardSerial, idempotencyKey: randomUUID(), secrets: new SecretDrawer() },
    });
  const [first, second] = await Promise.allSettled([begin('kiosk', serial), begin('counter', '00BB')]);
  t.equal(first.status, 'fulfilled');
  t.match(second, { reason: { code: 'job.create.registrationInProgress' } });
  t.equal(engine.readers.reader('counter')?.holder, null);
  await engine.until(() => stateOf(engine) === undefined);
  await t.resolves(begin('counter', '00BB'), 'that job is over: the registration is free');
});

await t.test('a job that is given up is not taken up by its card meanwhile', async (t) => {
  const engine = await startEngine(t);
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  const id = randomUUID();
  await engine.jobs.insert({ ...stored, makesKeys: false, id, state: 'running' });
  await engine.jobBoard.start();
  const reader = engine.readers.reader('kiosk');
  if (reader === null) throw new Error('there is a reader');
  const ended = engine.jobBoard.cancel(id);
  engine.jobBoard.resumeHere(reader);
  t.equal(holderOf(engine), null);
  await t.rejects(engine.jobBoard.cancel(id), { code: 'job.cancel.notNow' });
  t.match(await ended, { state: 'cancelled' });
  t.match(await engine.jobs.byId(id), { state: 'cancelled' });
});
t.end();
