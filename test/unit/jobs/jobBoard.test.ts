/** What becomes of a job when what is around it ends, fails or is exchanged. */
import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { UnknownCardError } from '../../../card/drivers/errors.js';
import type { WireJob } from '../../../daemon/api/messages.js';
import type { Actor } from '../../../daemon/gateway.js';
import type { JobState } from '../../../daemon/jobs/state.js';
import { jobType, type AnyJobType } from '../../../daemon/jobs/step.js';
import { jobTypes } from '../../../daemon/jobs/types/index.js';
import { lockedCard, serial, startEngine, type Engine } from './engine.js';

const staff: Actor = { kind: 'staff', sessionId: 's', operator: 'officer1', role: 'counterOfficer' };

/** A job of one step, which waits for `gate`. */
function gated(gate: Promise<void>): AnyJobType {
  const label = { 'zh-TW': '等待', en: 'Waiting' };
  return jobType<unknown, { wait: object }>({
    steps: () => [{ name: 'wait', kind: 'repeatable', label, run: () => gate.then(() => ({})) }],
    bindsCard: false,
    result: () => ({ cardSerial: serial }),
  });
}

/** A gate, and how to open it. */
function gate(): { readonly promise: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open };
}

async function begin(engine: Engine): Promise<WireJob> {
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  return engine.gateway.createJob(staff, { kind: 'viewCard', readerId: 'kiosk' }, randomUUID());
}

const stateOf = (engine: Engine): JobState | undefined => engine.jobBoard.openJobs()[0]?.job.state;
const holderOf = (engine: Engine): string | null | undefined => engine.readers.reader('kiosk')?.holder;

function reinsert({ transport }: Engine): void {
  transport.remove('kiosk');
  transport.insert('kiosk');
}

await t.test('a gateway that is stopped leaves a job that waits for a person to its journal', async (t: Test) => {
  const asks = jobType<unknown, { ask: object }>({
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
    result: () => ({ cardSerial: serial }),
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
  const label = { 'zh-TW': '嘗試', en: 'Trying' };
  const fails = jobType<unknown, { mark: object; fail: object }>({
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
        run: ({ toldToTryAgain }) => {
          told.push(toldToTryAgain());
          return Promise.reject(new Error('again'));
        },
      },
    ],
    bindsCard: true,
    result: () => ({ cardSerial: serial }),
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
});
t.end();
