/** A job is resumed only on a card that is as it left it: the serial number alone does not say so. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import type { CardDriver, PinStatus } from '../../../card/drivers/driver.js';
import { TransportError } from '../../../card/transport/connection.js';
import type { Order } from '../../../sync/connector.js';
import { checkPhase } from '../../../daemon/jobs/cardPhase.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import type { JournalRow } from '../../../daemon/jobs/plan.js';
import type { AnyStep, AnyStepContext } from '../../../daemon/jobs/step.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import { twoPins } from '../../harness/capabilities.js';
import { lockedCard, startEngine } from './engine.js';

type Phase = 'blank' | 'puk' | 'pin';

const cardOf = (first: Phase, second: Phase): Pick<CardDriver, 'pinStatus' | 'capabilities'> => ({
  capabilities: twoPins(),
  pinStatus: (reference) => Promise.resolve(statusOf(reference, reference === 1 ? first : second)),
});

function statusOf(reference: 1 | 2, phase: Phase): PinStatus {
  const pinSet = phase === 'pin';
  return { reference, pukSet: phase !== 'blank', pinSet, triesLeft: pinSet ? 3 : null, maxTries: 3 };
}

const done = (...steps: string[]): JournalRow[] => steps.map((step) => ({ step, phase: 'outcome' }));
const begun = (step: string): JournalRow => ({ step, phase: 'intent' });

await t.test('PUKs and PINs that are set stay set, and none is set before its step began', async (t) => {
  const steps = jobTypes.prepareCard.steps({});
  const opened = done('checkCard', 'openOrder');
  const whole = done('setPuk1', 'createFiles1', 'setInitialPin1', 'setPuk2', 'createFiles2', 'setInitialPin2');
  for (const [first, second, journal, fits] of [
    ['blank', 'blank', [], true],
    ['blank', 'blank', opened, true],
    ['puk', 'blank', opened, false],
    ['blank', 'blank', [...opened, begun('setPuk1')], true],
    ['puk', 'blank', [...opened, begun('setPuk1')], true],
    ['blank', 'blank', [...opened, ...done('setPuk1')], false],
    ['pin', 'blank', [...opened, ...done('setPuk1'), begun('createFiles1')], false],
    ['pin', 'pin', [...opened, ...whole], true],
    ['pin', 'blank', [...opened, ...whole], false],
    ['blank', 'blank', [...opened, ...whole], false],
  ] as const) {
    const checked = checkPhase(cardOf(first, second), { steps, pinsBefore: [], journal });
    const what = `${first} ${second}, ${journal.map(({ step, phase }) => `${step} ${phase}`).join(' ')}`;
    if (fits) await t.resolves(checked, what);
    else await t.rejects(checked, { code: 'card.identify.otherPhase' }, what);
  }
});

await t.test('a card without the PINs that the job works with is another card', async (t) => {
  for (const kind of ['renewCertificates', 'applyCertificates', 'writeCertificates'] as const) {
    const type = jobTypes[kind];
    const input = { certificateUses: 'separate' };
    const expected = {
      steps: type.steps(input),
      pinsBefore: type.pinsBefore?.(input) ?? [],
      journal: done('checkCard'),
    };
    await t.resolves(checkPhase(cardOf('pin', 'pin'), expected));
    await t.rejects(checkPhase(cardOf('pin', 'blank'), expected), { code: 'card.identify.otherPhase' }, kind);
  }
});

const officer: Actor = { kind: 'staff', sessionId: 's', operator: 'anna', role: 'counterOfficer', ras: null };

await t.test(
  'a change of PIN that was interrupted: another card, or application, of the same serial is sent nothing',
  async (t) => {
    const engine = await startEngine(t);
    const sent: string[] = [];
    const own: CardDriver = {
      ...lockedCard(),
      pinStatus: (reference) => Promise.resolve(statusOf(reference, 'pin')),
      changePin: () => Promise.reject(new TransportError('cardRemoved', 'kiosk', 'in the test')),
    };
    const blank: CardDriver = {
      ...lockedCard(),
      pinStatus: (reference) => Promise.resolve(statusOf(reference, 'blank')),
      verifyPin: () => Promise.resolve(void sent.push('verifyPin')),
      changePin: () => Promise.resolve(void sent.push('changePin')),
    };
    // Another application of the same chip, set up long ago.
    const other: CardDriver = {
      ...{ ...blank, identity: { ...blank.identity, family: 'other' } },
      pinStatus: (reference) => Promise.resolve(statusOf(reference, 'pin')),
    };
    const insert = async (card: CardDriver): Promise<void> => {
      engine.open = () => card;
      engine.transport.insert('kiosk');
      await engine.readers.settled('kiosk');
    };
    const job = () => engine.jobBoard.openJobs()[0]?.job;
    await insert(own);
    const pins = { oldPin: Secret.fromText('Good1234'), newPin: Secret.fromText('Good5678') };
    const order = { kind: 'changePin', readerId: 'kiosk', pin: 1, lastTryConfirmed: false, ...pins } as const;
    await engine.gateway.createJob(officer, order, randomUUID());
    await engine.until(() => job()?.state === 'waitingForCard');
    await engine.jobBoard.idle();
    engine.transport.remove('kiosk');
    await insert(blank);
    await engine.until(() => job()?.failure?.code === 'card.identify.otherPhase');
    t.match(job(), { state: 'waitingForCard', question: null });
    await engine.jobBoard.idle();
    engine.transport.remove('kiosk');
    await insert(other);
    await engine.until(() => job()?.failure?.code === 'card.identify.otherFamily');
    t.match(job(), {
      state: 'waitingForCard',
      question: null,
      failure: { facts: { expected: 'test', found: 'other' } },
    });
    await engine.jobBoard.idle();
    engine.transport.remove('kiosk');
    await insert(own);
    await engine.until(() => job()?.state === 'waitingForPerson');
    t.match(job()?.question, { kind: 'tryNewPin' }, 'its own card is back');
    t.same(sent, []);
  },
);

await t.test('two readers with cards of one serial: neither begins or resumes a job', async (t) => {
  const engine = await startEngine(t);
  for (const reader of ['kiosk', 'counter']) {
    engine.transport.insert(reader);
    await engine.readers.settled(reader);
  }
  const view = (readerId: string) => engine.gateway.createJob(officer, { kind: 'viewCard', readerId }, randomUUID());
  for (const reader of ['kiosk', 'counter']) {
    await t.rejects(view(reader), { code: 'job.create.twoCards', facts: { readers: 'kiosk, counter' } });
  }
  t.match(engine.gateway.snapshot(officer).readers, [
    { id: 'kiosk', card: { twinIn: 'counter' } },
    { id: 'counter', card: { twinIn: 'kiosk' } },
  ]);
  const shown: unknown[] = [];
  engine.gateway.subscribe(officer, (event) => {
    if (event.type === 'reader' && event.reader.id === 'counter') shown.push(event.reader.card);
  });
  engine.transport.remove('kiosk');
  t.match(shown.at(-1), { twinIn: null }, 'the other one is shown alone');
  await t.resolves(view('counter'));
});

await t.test('a job is not resumed while its card lies in two readers, and is when one of them leaves', async (t) => {
  const engine = await startEngine(t);
  const stored = { kind: 'viewCard', raId: null, readerId: 'kiosk', cardSerial: '00AA', input: {} } as const;
  const who = { actorKind: 'staff', actor: 'anna', idempotencyKey: 'k' } as const;
  for (const reader of ['kiosk', 'counter']) {
    engine.transport.insert(reader);
    await engine.readers.settled(reader);
  }
  await engine.jobs.insert({ ...stored, ...who, makesKeys: false, id: randomUUID(), state: 'running' });
  await engine.jobBoard.start();
  const reader = engine.readers.reader('kiosk');
  if (reader === null) throw new Error('there is a reader');
  engine.jobBoard.resumeHere(reader);
  t.equal(engine.readers.reader('kiosk')?.holder, null, 'nobody works with it');
  engine.transport.remove('counter');
  await engine.until(() => engine.jobBoard.openJobs().length === 0);
});

await t.test('a blank card whose serial the RA has issued is refused before anything is sealed', async (t) => {
  for (const kind of ['prepareCard', 'issueCard'] as const) {
    const input = { registrationId: 'R', certificateUses: 'separate', pinMode: 'random' };
    const step = jobTypes[kind].steps(input).find(({ name }) => name === 'openOrder') as AnyStep;
    for (const state of ['prepared', 'issued', 'revoked'] as const) {
      const order = { id: 'O', cardSerial: '00AA', registration: { id: 'R', state } } as unknown as Order;
      const context = {
        ...{ jobId: 'j', input, cardSerial: '00AA', outcome: () => ({ family: 'f' }) },
        services: { ra: { openOrder: () => Promise.resolve(order) } },
      } as unknown as AnyStepContext;
      await t.rejects(step.run(context), { code: 'job.openOrder.cardInUse', facts: { state } }, `${kind} ${state}`);
    }
  }
});
t.end();
