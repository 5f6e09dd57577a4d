/** Jobs on a card behind a vendor's module: prepared, issued, renewed beside; the SO-PIN that the RA was sent opens it. */
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { Secret } from '../../../base/secret.js';
import { vendorModule } from '../../../card/drivers/pkcs11/pkcs11.js';
import { openCard } from '../../../card/drivers/registry.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { factoryOfficerPin, softHsm, softHsmModule } from '../../harness/softHsm.js';
import { CardBench } from './cardBench.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const place = { readerId: 'a', raId: 'test', registrationId: 'R-1' };
const secret = (text: string): Secret => Secret.fromText(text);
const pins = { pin1: '74019382', pin2: '50816437' };

await t.test('issueCard, renewCertificates, and a PIN that the RA’s PUK sets anew', async (t) => {
  const hsm = await softHsm(t.testdir(), ['PIN 1', 'PIN 2']);
  const entry = vendorModule({
    ...{ family: 'pkcs11', module: softHsmModule, environment: hsm.environment, atr: '.*', readers: '.*' },
    ...{ slotDescription: '^SoftHSM', tokenLabels: ['PIN 1', 'PIN 2'], officerPinLength: 8, timeoutMs: 20_000 },
    pinRule: { minLength: 6, maxLength: 8, characters: '[0-9]' },
    maxTries: { pin: 3, officer: 3 },
    alwaysAuthenticate: true,
    factoryOfficerPin: () => Promise.resolve(secret(factoryOfficerPin)),
    socketPath: undefined,
  });
  let giveBack: () => Promise<void> = () => Promise.resolve();
  const driver = await openCard(
    {
      ...{ reader: 'a', atr: Uint8Array.of(0x3b, 0), protocol: 'T=1' as const },
      transmit: () => Promise.reject(new Error('no APDU is sent')),
      lend: (back) => Promise.resolve(void (giveBack = back)),
      disconnect: () => giveBack(),
    },
    [entry],
  );
  t.teardown(() => giveBack());
  const bench = CardBench.of(driver, database);
  const chosen = { mode: 'chosen', pin1: secret(pins.pin1), pin2: secret(pins.pin2) } as const;
  t.match(await bench.run({ ...place, kind: 'issueCard', pins: chosen }), { lifeCycle: 'issued' });
  t.strictSame(
    bench.facts.map(({ kind }) => kind).filter((kind) => kind === 'pukEscrowed'),
    ['pukEscrowed', 'pukEscrowed'],
  );
  const typed = { pin1: secret(pins.pin1), pin2: secret(pins.pin2), lastTryConfirmed: false };
  const order = { ...place, kind: 'renewCertificates', ...typed } as const;
  const answers = [{ kind: 'confirmTerms', termsVersion: '3' }] as const;
  t.match(await bench.run(order, { answers }), { lifeCycle: 'issued', certificates: { length: 4 } });
  for (const use of ['sign', 'encrypt'] as const) t.equal(await driver.currentPlace(use), 'b', use);
  await driver.resetRetryCounter(2, await bench.sealed('pukEscrowed', 2), secret('85026193'));
  await driver.verifyPin(2, secret('85026193'));
});
t.end();
