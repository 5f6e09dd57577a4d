/** PINs of a card by its jobs: handed over, changed, unblocked; and orders of an RA that a blank card must not follow. */
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { Secret } from '../../../base/secret.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { AskPerson, type AnyStepContext } from '../../../daemon/jobs/step.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { RaRefusedError } from '../../../sync/connector.js';
import { CardBench } from './cardBench.js';
import { twoPins } from '../../harness/capabilities.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const place = { readerId: 'a', raId: 'test', registrationId: 'R-1' };
const secret = (text: string): Secret => Secret.fromText(text);
const kindsOf = (bench: CardBench) => bench.facts.map(({ kind }) => kind);
const isUuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

await t.test('a blank card and an order that is not for it: it stays blank, nothing is sealed', async (t) => {
  const bench = await CardBench.blank(database);
  const { certificate } = await createOperationRecipient('somebody else');
  const run = () => bench.run({ ...place, kind: 'prepareCard' });
  for (const [registration, change, refusal] of [
    [{ id: 'R-2' }, {}, { code: 'job.openOrder.otherRegistration', facts: { registrationId: 'R-1' } }],
    ...(['prepared', 'issued', 'revoked'] as const).map(
      (state) => [{ state }, {}, { code: 'job.openOrder.cardInUse', facts: { state } }] as const,
    ),
    [{}, { escrowCertificate: certificate }, { code: 'release.order.otherEscrowKey' }],
    [{}, { cardSerial: 'FF' }, { code: 'release.order.otherCard', facts: { found: 'FF' } }],
  ] as const) {
    const { registration: before } = bench;
    [bench.registration, bench.orderChanges] = [{ ...before, ...registration }, change];
    await t.rejects(run(), refusal);
    bench.registration = before;
  }
  t.strictSame([bench.facts, bench.audits, await bench.card.lifeCycle()], [[], [], 'blank']);
  const pins = { pin1: secret('Good1234'), pin2: secret('Good5678'), lastTryConfirmed: false };
  await t.rejects(bench.run({ ...place, kind: 'writeCertificates', ...pins }), {
    code: 'writeCertificates.checkCard.notPrepared',
  });
  await t.rejects(bench.run({ ...place, kind: 'applyCertificates', ...pins, termsVersion: '3' }), {
    code: 'applyCertificates.checkCard.notPrepared',
  });
  await t.rejects(bench.run({ ...place, kind: 'unblockPin', pin: 1, newPin: secret('Good1234') }), {
    code: 'unblockPin.checkCard.noPin',
  });
  const change = { pin: 1, oldPin: secret('Good1234'), newPin: secret('Good5678'), lastTryConfirmed: false } as const;
  await t.rejects(bench.run({ ...place, kind: 'changePin', ...change }), { code: 'changePin.create.noPin' });
});

const bench = await CardBench.blank(database);
const order = { cardSerial: bench.serial, orderId: 'O-1', fence: 4 };

await t.test('issueCard with chosen PINs: from the transport PIN to the subscriber’s', async (t) => {
  const pins = { mode: 'chosen', pin1: secret('Good1234'), pin2: secret('Good5678') } as const;
  const result = await bench.run({ ...place, kind: 'issueCard', pins });
  t.match(result, { cardSerial: bench.serial, lifeCycle: 'issued', pinsInLetter: false, certificates: { length: 2 } });
  t.strictSame(kindsOf(bench), ['pukEscrowed', 'pukEscrowed', 'cardIssued']);
  t.match(bench.facts.at(-1)?.body, { ...order, certificateSerials: { length: 2 } });
  for (const name of ['setTransportPin1', 'setTransportPin2']) {
    t.strictSame(bench.probes[name], ['notApplied', 'applied'], name);
  }
  t.strictSame(bench.probes['deliverPin1'], ['unknown', 'unknown'], 'only a try would show it');
  t.ok(
    bench.transportPins.length > 0 && bench.transportPins.every(({ disposed }) => disposed),
    'zeroed after each use',
  );
  await bench.card.verifyPin(1, secret('Good1234'));
  await bench.card.verifyPin(2, secret('Good5678'));
});

await t.test('issueCard with drawn PINs: each is in its letter before the card has it', async (t) => {
  const random = await CardBench.blank(database);
  const result = await random.run({ ...place, kind: 'issueCard', pins: { mode: 'random' } });
  t.match(result, { pinsInLetter: true });
  t.strictSame(kindsOf(random), ['pukEscrowed', 'pukEscrowed', 'pinLetter', 'pinLetter', 'cardIssued']);
  for (const pin of [1, 2] as const) {
    t.match(random.facts[1 + pin]?.body, { orderId: 'O-1', fence: 4, pin });
    await random.card.verifyPin(pin, await random.sealed('pinLetter', pin));
  }
});

await t.test('issueCard, interrupted while the PIN was set: chosen anew, and set with the PUK', async (t) => {
  const cut = await CardBench.blank(database);
  const pins = { mode: 'chosen', pin1: secret('Good1234'), pin2: secret('Good5678') } as const;
  const answers = [
    { kind: 'enterPins', pins: { mode: 'chosen', pin1: secret('Other1357') } },
    { kind: 'enterPins', pins: { mode: 'chosen', pin2: secret('Other2468') } },
  ] as const;
  await cut.run({ ...place, kind: 'issueCard', pins }, { begun: { deliverPin1: 1, deliverPin2: 1 }, answers });
  t.match(cut.questions, [
    ...([1, 2] as const).map((pin) => ({
      ...{ kind: 'enterPins', mode: 'chosen', pins: [pin] },
      reason: { code: 'issueCard.deliverPin.interrupted', facts: { pin } },
    })),
  ]);
  t.strictSame(kindsOf(cut), ['pukEscrowed', 'pukEscrowed', 'pukUsed', 'pukUsed', 'cardIssued']);
  const releases = cut.calls.filter(([name]) => name === 'releasePuk');
  for (const [index, pin] of ([1, 2] as const).entries()) {
    const [, release, key] = releases[index] ?? [];
    t.match(release, { ground: { kind: 'order', orderId: 'O-1' }, cardSerial: cut.serial, pin });
    const body = cut.facts[2 + index]?.body;
    t.match(body, { cardSerial: cut.serial, pin, pukReplaced: false, operationId: isUuid });
    t.equal(key, body?.['operationId'], 'the RA counts this use');
    await cut.card.verifyPin(pin, secret(pin === 1 ? 'Other1357' : 'Other2468'));
  }
});

await t.test('issueCard, the PINs gone with a restart: both are asked for at once', async (t) => {
  const [, , ...steps] = jobTypes.issueCard.steps({ registrationId: 'R-1', certificateUses: 'separate' });
  const deliver = steps.find(({ name }) => name === 'deliverPin1');
  const ask = async (pin2: Secret | null): Promise<unknown> => {
    const services = { pukTries: { missesOf: () => null } };
    const context = { card: { capabilities: twoPins() }, services, attempt: 1, input: { pinMode: 'chosen' }, secret: (name: string) => (name === 'pin2' ? pin2 : null) }; // prettier-ignore
    const error: unknown = await Promise.resolve(deliver?.prepare?.(context as unknown as AnyStepContext)).catch((thrown: unknown) => thrown); // prettier-ignore
    return error instanceof AskPerson ? error.question : error;
  };
  const reason = { code: 'issueCard.deliverPin.typeAgain', facts: { pin: 1 } };
  t.strictSame(await ask(null), { kind: 'enterPins', mode: 'chosen', pins: [1, 2], reason });
  t.strictSame(await ask(secret('Good5678')), { kind: 'enterPins', mode: 'chosen', pins: [1], reason });
});

await t.test('changePin, and what is refused before a try is spent', async (t) => {
  const change = (oldPin: string, newPin: string, pin: 1 | 2 = 1) => {
    const texts = { oldPin: secret(oldPin), newPin: secret(newPin) };
    return bench.run({ ...place, kind: 'changePin', pin, ...texts, lastTryConfirmed: false }, { operator: null });
  };
  bench.audits.length = 0;
  t.strictSame(await change('Good1234', 'Fine2468'), { cardSerial: bench.serial });
  t.strictSame(bench.audits, [{ action: 'pin.changed', facts: { pin: 1 } }]);
  await bench.card.verifyPin(1, secret('Fine2468'));
  await t.rejects(change('Fine2468', '12'), { name: 'PinRuleError' });
  await t.rejects(change('12', 'Good1234'), { name: 'PinRuleError' });
  await t.rejects(change('Fine2468', 'aaaaaaaa'), { code: 'card.pin.repeats' });
  t.equal((await bench.card.pinStatus(1)).triesLeft, 3);
});

await t.test('unblockPin: the PUK of the RA, counted and told; again where the authorisation was used', async (t) => {
  const lock = async () => {
    for (let i = 0; i < 3; i++) await bench.card.verifyPin(2, secret(`Wrong00${i}`)).catch(() => undefined);
    t.equal((await bench.card.pinStatus(2)).triesLeft, 0);
  };
  await lock();
  [bench.facts.length, bench.audits.length, bench.calls.length, bench.questions.length] = [2, 0, 0, 0];
  const unblock = (newPin: string, answer: string) =>
    bench.run(
      { ...place, kind: 'unblockPin', pin: 2, newPin: secret(newPin) },
      { operator: null, answers: [{ kind: 'authoriseAgain', newPin: secret(answer) }] },
    );
  t.strictSame(await unblock('Fresh2468', 'unused123'), { cardSerial: bench.serial });
  t.strictSame(bench.probes['resetRetryCounter'], ['notApplied', 'applied']);
  await bench.card.verifyPin(2, secret('Fresh2468'));
  const [flushed, [, release, operationId] = []] = bench.calls;
  t.strictSame(flushed, ['flushOutbox'], 'a new PUK reaches the RA first');
  t.match(release, { ground: { kind: 'authorisation', authorisationId: 'A-unblock' }, pin: 2 });
  const used = { cardSerial: bench.serial, pin: 2, operationId, pukReplaced: false };
  t.strictSame(bench.facts.slice(2), [{ kind: 'pukUsed', body: used }]);
  t.strictSame(bench.audits, [{ action: 'pin.unblocked', facts: { pin: 2, operation: operationId } }]);
  t.strictSame(bench.questions, []);
  for (const refusal of ['authorisationUsed', 'authorisationExpired'] as const) {
    await lock();
    bench.refusals.set('releasePuk', new RaRefusedError(refusal));
    bench.questions.length = 0;
    await unblock('Never2468', 'Again2468');
    const reason = { code: 'unblockPin.resetRetryCounter.authoriseAgain', facts: { pin: 2 } };
    t.strictSame(bench.questions, [{ kind: 'authoriseAgain', pin: 2, reason }]);
    await bench.card.verifyPin(2, secret('Again2468'));
  }
  await lock();
  bench.refusals.set('releasePuk', new RaRefusedError('cardUnknown'));
  await t.rejects(unblock('Never2468', 'Again2468'), { message: /cardUnknown/ });
});
t.end();
