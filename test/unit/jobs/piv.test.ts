/** Jobs on a PIV card: the operations of the family in its order, one PIN, and a renewal with the management key behind the PIN. */
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { openCard } from '../../../card/drivers/registry.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { connectionTo, secret } from '../card/support/cards.js';
import { blankPiv, pivPin as pin } from '../card/support/pivCards.js';
import { CardBench } from './cardBench.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const place = { readerId: 'a', raId: 'test', registrationId: 'R-1' };

await t.test('prepareCard: PUK and PIN are drawn, the management key is no longer the factory’s', async (t) => {
  const { driver } = await blankPiv();
  const bench = CardBench.of(driver, database);
  t.match(await bench.run({ ...place, kind: 'prepareCard' }), { lifeCycle: 'prepared' });
  t.strictSame(
    bench.facts.map(({ kind }) => kind),
    ['pukEscrowed', 'pinLetter', 'cardPrepared'],
  );
  t.strictSame(bench.probes['own.managementKey'], ['notApplied', 'applied']);
  t.equal(await driver.lifeCycle(), 'prepared');
  await driver.verifyPin(1, await bench.sealed('pinLetter', 1));
});

await t.test('issueCard, then a renewal beside, then the PUK opens it', async (t) => {
  const { card, driver } = await blankPiv();
  const bench = CardBench.of(driver, database);
  const pins = { mode: 'chosen', pin1: secret(pin) } as const;
  t.match(await bench.run({ ...place, kind: 'issueCard', pins }), {
    lifeCycle: 'issued',
    certificates: { length: 2 },
  });
  t.equal(await driver.currentPlace('sign'), 'a');
  await driver.verifyPin(1, secret(pin));
  const order = { ...place, kind: 'renewCertificates', pin1: secret(pin), lastTryConfirmed: false } as const;
  const answers = [{ kind: 'confirmTerms', termsVersion: '3' }] as const;
  t.match(await bench.run(order, { answers }), { lifeCycle: 'issued', certificates: { length: 4 } });
  const again = await openCard(connectionTo(card));
  for (const use of ['sign', 'encrypt'] as const) t.equal(await again.currentPlace(use), 'b', use);
  const puk = await bench.sealed('pukEscrowed', 1);
  await again.resetRetryCounter(1, puk, secret('850261'));
  await again.verifyPin(1, secret('850261'));
});

await t.test('a card that other software set up is refused, and nothing is written', async (t) => {
  const { card, driver } = await blankPiv();
  await driver.setPuk(1, secret('aB3dE6gH'));
  const bench = CardBench.of(await openCard(connectionTo(card)), database);
  const before = JSON.stringify(await bench.card.read());
  for (const kind of ['prepareCard', 'issueCard'] as const) {
    const order = kind === 'prepareCard' ? { ...place, kind } : { ...place, kind, pins: { mode: 'random' } as const };
    await t.rejects(bench.run(order), { code: /^job\.checkCard\./ });
  }
  t.equal(JSON.stringify(await bench.card.read()), before);
  t.strictSame(bench.facts, []);
});

t.end();
