/** What is refused before a job begins, and what is left of a refused order. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { systemClock } from '../../../base/clock.js';
import { Secret } from '../../../base/secret.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import { RegistrationTable } from '../../../daemon/ras/registrationTable.js';
import { lockedCard, serial, startEngine, type Engine } from './engine.js';

const officer: Actor = { kind: 'staff', sessionId: 's', operator: 'anna', role: 'counterOfficer', ras: null };
const batchOperator: Actor = { kind: 'staff', sessionId: 's', operator: 'ho', role: 'batchOperator', ras: null };
const view = { kind: 'viewCard', readerId: 'kiosk' } as const;
const prepare = { kind: 'prepareCard', raId: 'test', readerId: 'kiosk', registrationId: 'R-1' } as const;

async function insert(engine: Engine): Promise<void> {
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
}

await t.test('work of the batch line is open to whoever may work at the line, and to nobody else', async (t) => {
  const engine = await startEngine(t);
  await insert(engine);
  const notPermitted = { code: 'api.session.notPermitted' };
  await t.rejects(engine.beginning.check(batchOperator, prepare, {}), notPermitted);
  await t.resolves(engine.beginning.check(batchOperator, prepare, { ofBatch: true }));
  await t.resolves(engine.beginning.check(officer, prepare, {}));
  t.equal(engine.jobBoard.openJobs().length, 0, 'a check begins nothing');
});

await t.test('another card than the one that the caller looked at is refused', async (t) => {
  const engine = await startEngine(t);
  await insert(engine);
  const options = { idempotencyKey: 'k', cardSerial: '00BB' };
  await t.rejects(engine.beginning.begin(officer, view, options), {
    code: 'card.identify.other',
    facts: { expected: '00BB', found: serial },
  });
  t.equal(engine.readers.reader('kiosk')?.holder, null);
});

await t.test('the same key gives the same job; with another order it is refused', async (t) => {
  const engine = await startEngine(t);
  await insert(engine);
  const idempotencyKey = randomUUID();
  const both = await Promise.all([
    engine.beginning.begin(officer, view, { idempotencyKey }),
    engine.beginning.begin(officer, view, { idempotencyKey }),
  ]);
  t.equal(both[0].id, both[1].id);
  const typed = { oldPin: Secret.fromText('Good1234'), newPin: Secret.fromText('Good5678') };
  const order = { kind: 'changePin', readerId: 'kiosk', pin: 1, lastTryConfirmed: false, ...typed } as const;
  await t.rejects(engine.beginning.begin(officer, order, { idempotencyKey }), { code: 'job.create.keyReused' });
  t.ok(typed.oldPin.disposed && typed.newPin.disposed);
});

await t.test('a PIN that is locked, or has its last try, is refused without an APDU', async (t) => {
  const engine = await startEngine(t);
  let triesLeft = 0;
  const pinStatus = (reference: 1 | 2) =>
    Promise.resolve({ reference, pukSet: true, pinSet: true, triesLeft, maxTries: 3 });
  engine.open = () => ({ ...lockedCard(), pinStatus });
  const renewal = (lastTryConfirmed: boolean) => {
    const pins = { pin1: Secret.fromText('Good1234'), pin2: Secret.fromText('Good5678') };
    const order = { kind: 'renewCertificates', raId: 'test', readerId: 'kiosk', lastTryConfirmed, ...pins } as const;
    return { pins, done: engine.beginning.check(officer, order, {}) };
  };
  await insert(engine);
  await t.rejects(renewal(true).done, { code: 'renewCertificates.create.locked', facts: { pin: 1 } });
  triesLeft = 1;
  engine.transport.remove('kiosk');
  await insert(engine);
  await t.rejects(renewal(false).done, { code: 'job.create.lastTry', facts: { pin: 1 } });
  await t.resolves(renewal(true).done);
});

await t.test('a new PIN that is easy to guess is refused without an APDU; the present one is not judged', async (t) => {
  const engine = await startEngine(t);
  let apdus = 0;
  engine.open = () => ({
    ...lockedCard(),
    pinStatus: (reference: 1 | 2) =>
      Promise.resolve({ reference, pukSet: true, pinSet: true, triesLeft: 3, maxTries: 3 }),
    changePin: () => Promise.resolve(void (apdus += 1)),
  });
  await new RegistrationTable(engine.store, systemClock).replace('test', [
    {
      ...{ id: 'R-0027', state: 'issued', subscriberId: 'A227563894', userIdentifier: 'A227563894-01-0058' },
      ...{ name: 'Mary Chen', approvedAt: null, cardSerial: serial },
    },
  ]);
  await insert(engine);
  const change = (oldPin: string, newPin: string) => {
    const secrets = { oldPin: Secret.fromText(oldPin), newPin: Secret.fromText(newPin) };
    const order = { kind: 'changePin', readerId: 'kiosk', pin: 1, lastTryConfirmed: false, ...secrets } as const;
    return engine.beginning.check(officer, order, {});
  };
  for (const [newPin, code] of [
    ['111111', 'card.pin.repeats'],
    ['123456', 'card.pin.run'],
    ['abcdef', 'card.pin.run'],
    ['227563894', 'card.pin.personal'],
    ['marychen7', 'card.pin.personal'],
    ['R002789', null],
    [`${serial}12`, null],
    ['Good5678', null],
  ] as const) {
    if (code === null) await t.resolves(change('123456', newPin), newPin);
    else await t.rejects(change('Good1234', newPin), { code }, newPin);
  }
  const chosen = { mode: 'chosen', pin1: Secret.fromText('Good1234'), pin2: Secret.fromText('000000') } as const;
  const issue = { kind: 'issueCard', raId: 'test', readerId: 'kiosk', registrationId: 'R-0027', pins: chosen } as const;
  await t.rejects(engine.beginning.check(officer, issue, {}), { code: 'card.pin.repeats' });
  t.equal(apdus, 0);
});
t.end();
