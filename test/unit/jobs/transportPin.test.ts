/** Transport PINs come of one key that is made once, whole, and kept for good. */
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { TransportPins } from '../../../daemon/jobs/transportPin.js';

function pinOf(pins: TransportPins, serial: string, pin: 1 | 2): string {
  const secret = pins.pinFor(serial, pin, { maxLength: 16, characters: '[0-9A-Za-z]' });
  const text = secret.use((bytes) => Buffer.from(bytes).toString('latin1'));
  secret.dispose();
  return text;
}

await t.test('one key for good: the same PIN for the same card, another for each card and PIN', async (t) => {
  const file = join(t.testdir(), 'transport-pin.key');
  const first = await TransportPins.open(file);
  const pin = pinOf(first, '00AA', 1);
  t.match(pin, /^[A-Z2-9]{16}$/);
  first.dispose();
  t.equal(statSync(file).mode & 0o777, 0o600, 'its user’s only');
  const again = await TransportPins.open(file);
  t.equal(pinOf(again, '00AA', 1), pin);
  t.equal(new Set([pin, pinOf(again, '00AA', 2), pinOf(again, '00AB', 1)]).size, 3);
  const digits = again.pinFor('00AA', 1, { maxLength: 8, characters: '[0-9]' });
  t.match(
    digits.use((bytes) => Buffer.from(bytes).toString('latin1')),
    /^[2-9]{8}$/,
    'a card that takes digits alone',
  );
  again.dispose();
});

await t.test('a start that was cut short while the key was written is made good', async (t) => {
  const file = join(t.testdir(), 'transport-pin.key');
  writeFileSync(`${file}.new`, 'half');
  const pins = await TransportPins.open(file);
  pins.dispose();
  t.equal(readFileSync(file).length, 32);
});

await t.test('no key is made of what is left of one', async (t) => {
  const file = join(t.testdir(), 'transport-pin.key');
  (await TransportPins.open(file)).dispose();
  truncateSync(file, 0);
  await t.rejects(TransportPins.open(file), { message: /holds 0 bytes, a key has 32/ });
});
t.end();
