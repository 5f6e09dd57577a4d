/** Jobs on an OpenPGP card: its preparation, both keys with their requests, the resetting code as PUK, and the renewal that it cannot hold. */
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { openCard } from '../../../card/drivers/registry.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { connectionTo, secret } from '../card/support/cards.js';
import { blankOpenPgp, openPgpPin as pin } from '../card/support/openPgpCards.js';
import { CardBench } from './cardBench.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const place = { readerId: 'a', raId: 'test', registrationId: 'R-1' };

await t.test('prepareCard: resetting code and PIN are drawn, PW3 is no longer the factory’s', async (t) => {
  const { driver } = await blankOpenPgp();
  const bench = CardBench.of(driver, database);
  t.match(await bench.run({ ...place, kind: 'prepareCard' }), { lifeCycle: 'prepared' });
  t.strictSame(
    bench.facts.map(({ kind }) => kind),
    ['pukEscrowed', 'pinLetter', 'cardPrepared'],
  );
  t.equal(await driver.lifeCycle(), 'prepared');
  await driver.verifyPin(1, await bench.sealed('pinLetter', 1));
});

await t.test(
  'issueCard: the key for decipherment signs its own request; then the resetting code opens it',
  async (t) => {
    const { card, driver } = await blankOpenPgp();
    const bench = CardBench.of(driver, database);
    const pins = { mode: 'chosen', pin1: secret(pin) } as const;
    t.match(await bench.run({ ...place, kind: 'issueCard', pins }), {
      lifeCycle: 'issued',
      certificates: { length: 2 },
    });
    for (const use of ['sign', 'encrypt'] as const) t.equal(await driver.currentPlace(use), 'a', use);
    const earlier = await driver.readCertificate('sign', 'a');
    const order = { ...place, kind: 'renewCertificates', pin1: secret(pin), lastTryConfirmed: false } as const;
    await t.rejects(bench.run(order, { answers: [{ kind: 'confirmTerms', termsVersion: '3' }] }), {
      code: 'job.openOrder.certified',
    });
    t.same(await driver.readCertificate('sign', 'a'), earlier, 'the only signature key is not replaced');
    const again = await openCard(connectionTo(card));
    const puk = await bench.sealed('pukEscrowed', 1);
    await again.resetRetryCounter(1, puk, secret('850261'));
    await again.verifyPin(1, secret('850261'));
  },
);

t.end();
