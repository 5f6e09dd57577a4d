/** An RA whose rule for PINs a card cannot hold: said in words before anything is written, and shown like any other card. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openDatabase } from '../../../base/database.js';
import { Secret } from '../../../base/secret.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import type { PinPolicy } from '../../../config/raProfile.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import { onePinCard } from '../card/support/onePinCard.js';
import { twoPins } from '../../harness/capabilities.js';
import { CardBench } from './cardBench.js';
import { lockedCard, startEngine } from './engine.js';

const digits = { minLength: 4, maxLength: 8, characters: '[0-9]' };
const weak = { patterns: true, personal: true, common: [] };
const wishes = [
  { minLength: 10, maxLength: 16, characters: '[0-9A-Za-z]', weak },
  { minLength: 6, maxLength: 16, characters: '[A-Za-z]', weak },
];
const noneFits = { code: 'card.pin.noneFits' };
const officer: Actor = { kind: 'staff', sessionId: 's', operator: 'anna', role: 'counterOfficer', ras: null };

/** A card with digits alone lies in the kiosk's reader. */
async function startWithDigits(t: Test, pinPolicy?: PinPolicy): ReturnType<typeof startEngine> {
  const engine = await startEngine(t, pinPolicy && { pinPolicy });
  const card = lockedCard();
  const pinStatus: CardDriver['pinStatus'] = async (reference) => ({
    ...(await card.pinStatus(reference)),
    triesLeft: 3,
  });
  engine.open = () => ({ ...card, pinStatus, capabilities: twoPins({ rule: digits }) });
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  return engine;
}

for (const pinPolicy of wishes) {
  const name = `${pinPolicy.minLength} of ${pinPolicy.characters}`;
  await t.test(`${name}: a blank card is refused, and nothing is written`, async (t) => {
    const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
    t.teardown(() => database.close());
    const card = onePinCard();
    const pins = card.driver.capabilities.pins.map((pin) => ({ ...pin, rule: digits }));
    const bench = CardBench.of({ ...card.driver, capabilities: { ...card.driver.capabilities, pins } }, database);
    const place = { readerId: 'a', raId: 'test', registrationId: 'R-1' };
    await t.rejects(bench.run({ ...place, kind: 'prepareCard' }, { pinPolicy }), noneFits);
    await t.rejects(bench.run({ ...place, kind: 'issueCard', pins: { mode: 'random' } }, { pinPolicy }), noneFits);
    t.strictSame([card.done, bench.facts], [[], []]);
  });

  await t.test(`${name}: the screens show the card, and a change of its PIN is refused`, async (t) => {
    const engine = await startWithDigits(t, pinPolicy);
    t.match(engine.gateway.snapshot(officer).readers, [{ card: { state: 'known', pinRule: digits } }]);
    const secrets = { oldPin: Secret.fromText('850261'), newPin: Secret.fromText('740193') };
    const order = { kind: 'changePin', readerId: 'kiosk', pin: 1, lastTryConfirmed: false, ...secrets } as const;
    await t.rejects(engine.gateway.createJob(officer, order, randomUUID()), noneFits);
  });
}

await t.test('a letter for a card that takes digits alone is refused in these words', async (t) => {
  const engine = await startWithDigits(t);
  const secrets = { oldPin: Secret.fromText('850261'), newPin: Secret.fromText('Good12') };
  const order = { kind: 'changePin', readerId: 'kiosk', pin: 1, lastTryConfirmed: false, ...secrets } as const;
  await t.rejects(engine.gateway.createJob(officer, order, randomUUID()), { code: 'card.pin.digits' });
});

t.end();
