/** Jobs on a card of a family with one PIN: its operations, one PUK, one PIN, and nothing is asked of a second one. */
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { Secret } from '../../../base/secret.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { onePinCard } from '../card/support/onePinCard.js';
import { CardBench } from './cardBench.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const place = { readerId: 'a', raId: 'test', registrationId: 'R-1' };
const secret = (text: string): Secret => Secret.fromText(text);
const kindsOf = (bench: CardBench) => bench.facts.map(({ kind }) => kind);
const preparation = ['setPuk', 'createFiles', 'setInitialPin', 'finalise'];

await t.test('prepareCard: the operations of the family, one PUK, one letter entry', async (t) => {
  const card = onePinCard();
  const bench = CardBench.of(card.driver, database);
  t.match(await bench.run({ ...place, kind: 'prepareCard' }), { lifeCycle: 'prepared', pinsInLetter: true });
  t.strictSame(card.done, preparation);
  t.strictSame(kindsOf(bench), ['pukEscrowed', 'pinLetter', 'cardPrepared']);
  t.strictSame(bench.probes['own.finalise'], ['notApplied', 'applied'], 'the card tells whether it was done');
  t.equal(await bench.card.lifeCycle(), 'prepared');
});

await t.test('issueCard with a chosen PIN, then a renewal', async (t) => {
  const card = onePinCard();
  const bench = CardBench.of(card.driver, database);
  const chosen = (more: object) =>
    bench.run({ ...place, kind: 'issueCard', pins: { mode: 'chosen', pin1: secret('Good1234'), ...more } });
  await t.rejects(chosen({ pin2: secret('Good5678') }), { code: 'job.create.otherPins', facts: { pins: 1 } });
  t.strictSame(card.done, []);
  t.match(await chosen({}), { lifeCycle: 'issued', certificates: { length: 2 } });
  t.strictSame(kindsOf(bench), ['pukEscrowed', 'cardIssued']);
  await bench.card.verifyPin(1, secret('Good1234'));
  const order = { ...place, kind: 'renewCertificates', pin1: secret('Good1234'), lastTryConfirmed: false } as const;
  const answers = [{ kind: 'confirmTerms', termsVersion: '3' }] as const;
  t.match(await bench.run(order, { answers }), { lifeCycle: 'issued', certificates: { length: 4 } });
});

await t.test('unblockPin with a PUK that could be replaced: its use is told to the RA', async (t) => {
  const card = onePinCard({ puk: { changeable: true } });
  const bench = CardBench.of(card.driver, database);
  await bench.run({ ...place, kind: 'issueCard', pins: { mode: 'chosen', pin1: secret('Good1234') } });
  card.lock();
  const unblock = (pin: 1 | 2) => bench.run({ ...place, kind: 'unblockPin', pin, newPin: secret('Fine2468') });
  await t.rejects(unblock(2), { code: 'unblockPin.checkCard.noPin' });
  await unblock(1);
  t.match(bench.facts.at(-1), { kind: 'pukUsed', body: { pin: 1, pukReplaced: false } });
  await bench.card.verifyPin(1, secret('Fine2468'));
});

await t.test('a family without room beside a pair in use: it is not made over a certificate in force', async (t) => {
  const { driver } = onePinCard();
  const keySlots = driver.capabilities.keySlots.map((slot) => ({ ...slot, renewal: 'over' }) as const);
  const bench = CardBench.of({ ...driver, capabilities: { ...driver.capabilities, keySlots } }, database);
  await bench.run({ ...place, kind: 'issueCard', pins: { mode: 'chosen', pin1: secret('Good1234') } });
  const order = { ...place, kind: 'renewCertificates', pin1: secret('Good1234'), lastTryConfirmed: false } as const;
  await t.rejects(bench.run(order), { code: 'job.openOrder.certified' });
});

await t.test('a PIN and its PUK in one command: both are sealed before it', async (t) => {
  const card = onePinCard({ puk: { set: 'withPin' } });
  const capabilities = { ...card.driver.capabilities, preparation: [{ what: 'setPinAndPuk', pin: 1 }] } as const;
  const bench = CardBench.of({ ...card.driver, capabilities }, database);
  await bench.run({ ...place, kind: 'prepareCard' });
  t.strictSame(card.done, ['setPinAndPuk']);
  t.strictSame(kindsOf(bench), ['pinLetter', 'pukEscrowed', 'cardPrepared']);
});

await t.test('a family that the RA does not take is refused before anything is written', async (t) => {
  const card = onePinCard();
  const bench = CardBench.of(card.driver, database);
  for (const kind of ['prepareCard', 'issueCard'] as const) {
    const order = kind === 'prepareCard' ? { ...place, kind } : { ...place, kind, pins: { mode: 'random' } as const };
    await t.rejects(bench.run(order, { profile: { cardFamilies: ['isoapplet-pair'] } }), {
      ...{ code: 'job.checkCard.otherFamily', facts: { family: 'one-pin' } },
    });
  }
  t.strictSame([card.done, bench.facts], [[], []]);
  t.match(await bench.run({ ...place, kind: 'prepareCard' }, { profile: { cardFamilies: ['one-pin'] } }), {});
});

await t.test('a stored job without operations is one of a pair of IsoApplets', (t) => {
  const names = jobTypes.prepareCard.steps({ registrationId: 'R-1' }).map(({ name }) => name);
  t.strictSame(names, [
    ...['checkCard', 'openOrder', 'setPuk1', 'createFiles1', 'setInitialPin1'],
    ...['setPuk2', 'createFiles2', 'setInitialPin2', 'reportPrepared'],
  ]);
  t.end();
});
