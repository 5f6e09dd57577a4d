/** Which driver is chosen for a card, and what is said of one that none knows. */
import t from 'tap';
import { fromHex } from '../../../base/bytes.js';
import type { DriverEntry } from '../../../card/drivers/driverEntry.js';
import { openCard } from '../../../card/drivers/registry.js';
import { CardProtocolError, CardRefusedError, UnknownCardError } from '../../../card/errors.js';
import { TransportError } from '../../../card/transport/connection.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import { blankCard } from './support/cards.js';

const { driver } = await blankCard();
const wellFormed = fromHex('3B80800101');
const silent = (atr = wellFormed) => directConnection(() => Promise.reject(new Error('nothing is sent')), atr);

/** A family whose attempts fail with these errors, one after the other; then it recognises the card. */
function familyOf(family: string, errors: readonly Error[], matches = true) {
  let attempts = 0;
  const entry: DriverEntry = {
    family,
    capabilities: null,
    matchesAtr: () => matches,
    open: () => {
      const error = errors[attempts++];
      return error === undefined ? Promise.resolve(driver) : Promise.reject(error);
    },
  };
  return { entry, attempts: () => attempts };
}

const refused = new CardRefusedError('SELECT', 0x6a82);
const malformed = new CardProtocolError('CPLC is not 42 bytes');
const passing = new CardRefusedError('SELECT', 0x6f00);

await t.test('the first family that recognises the card has it', async (t) => {
  for (const error of [refused, malformed]) {
    const [first, second, third] = [familyOf('a', [error]), familyOf('b', []), familyOf('c', [])];
    t.equal(await openCard(silent(), [first.entry, second.entry, third.entry]), driver);
    t.same([first.attempts(), second.attempts(), third.attempts()], [1, 1, 0]);
  }
});

await t.test('a refusal that may pass is tried once again', async (t) => {
  const once = familyOf('a', [passing]);
  t.equal(await openCard(silent(), [once.entry]), driver);
  t.equal(once.attempts(), 2);
  const twice = familyOf('a', [passing, passing]);
  await t.rejects(openCard(silent(), [twice.entry]), UnknownCardError);
  t.equal(twice.attempts(), 2);
});

await t.test('an answer to reset excludes a family, unless it cannot be parsed', async (t) => {
  const other = familyOf('a', [], false);
  const reasons = [
    { family: 'a', reason: 'another answer to reset' },
    { family: 'b', reason: refused.message },
  ];
  await t.rejects(
    openCard(silent(), [other.entry, familyOf('b', [refused]).entry]),
    new UnknownCardError(wellFormed, reasons),
  );
  t.equal(other.attempts(), 0, 'nothing is sent to a card of another family');
  t.equal(await openCard(silent(fromHex('00')), [other.entry]), driver);
});

await t.test('what is no answer of the card is not taken for one', async (t) => {
  for (const error of [new TransportError('cardRemoved', 'r', 'test'), new TypeError('a fault of ours')]) {
    const broken = familyOf('a', [error]);
    await t.rejects(openCard(silent(), [broken.entry, familyOf('b', []).entry]), error);
    t.equal(broken.attempts(), 1);
  }
});
