/** No PIN and no PUK stays in the memory of the process that sent it. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { openCard } from '../../../card/drivers/registry.js';
import { startBench } from './support/bench.js';
import { occurrences } from '../../harness/memory.js';
import { childOf } from './support/processes.js';

void t.test('no PIN and no PUK stays in the memory of the process that sent it', async (t) => {
  const bench = await startBench();
  t.teardown(() => bench.stop());
  const card = await bench.harness.createCard();
  await card.insert(0);
  await bench.untilPresent(bench.reader(0));
  const driver = await openCard(await bench.transport.connect(bench.reader(0)));
  const puk = (): Secret => Secret.fromText('CanaryPUK7Qx2Lm9');
  const pins = ['CanaryPinOne4Tz', 'CanaryPinTwo8Wv', 'CanaryPinSix3Rk'] as const;
  await driver.setPuk(1, puk());
  await driver.setInitialPin(1, Secret.fromText(pins[0]));
  await driver.verifyPin(1, Secret.fromText(pins[0]));
  await driver.changePin(1, Secret.fromText(pins[0]), Secret.fromText(pins[1]));
  await driver.resetRetryCounter(1, puk(), Secret.fromText(pins[2]));
  const child = childOf('connection');
  t.ok(occurrences(child, Buffer.from(bench.reader(0))) > 0, 'the search finds what is there');
  await driver.pinStatus(1);
  for (const secret of ['CanaryPUK7Qx2Lm9', ...pins]) t.equal(occurrences(child, Buffer.from(secret)), 0, secret);
});
