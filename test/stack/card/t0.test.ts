/** A card that offers T=0 alone, through pcscd: what reader and card agree on, and a whole personalisation. */
import t from 'tap';
import { openCard } from '../../../card/drivers/registry.js';
import { certificateFor } from '../../unit/card/support/certificates.js';
import { pins, prepare, secret, uses } from '../../unit/card/support/cards.js';
import { startBench } from './support/bench.js';
import { pinOfKey } from '../../../card/drivers/capabilities.js';

void t.test('F2: a strict T=0 card is recognised, personalised and read', async (t) => {
  const bench = await startBench();
  t.teardown(() => bench.stop());
  const card = await bench.harness.createCard({ protocol: 'T=0', keys: 'quick' });
  await card.insert(0);
  await bench.untilPresent(bench.reader(0));
  const connection = await bench.transport.connect(bench.reader(0));
  t.equal(connection.protocol, 'T=0');
  const driver = await openCard(connection);
  await prepare(driver);
  for (const use of uses) {
    const reference = pinOfKey(driver.capabilities, use);
    await driver.verifyPin(reference, secret(pins[reference]));
    const publicKeyInfo = await driver.generateKey(use, 'a', 'rsa2048');
    await driver.writeKeyObjects(use, 'a', publicKeyInfo);
    await driver.writeCertificate(use, 'a', certificateFor(publicKeyInfo, 0));
    await driver.sign(use, 'a', Buffer.from('a challenge'));
  }
  const { lifeCycle, certificates } = await driver.read();
  t.equal(lifeCycle, 'issued');
  t.same(
    certificates.map(({ use }) => use),
    ['sign', 'encrypt'],
  );
  await connection.disconnect('reset');

  const other = await bench.harness.createCard();
  await other.insert(1);
  await bench.untilPresent(bench.reader(1));
  const overT1 = await bench.transport.connect(bench.reader(1));
  t.equal(overT1.protocol, 'T=1');
  await overT1.disconnect('leave');
});
