/** Which driver is chosen for a card, and what is said of one that none knows. */
import t from 'tap';
import { fromHex } from '../../../base/bytes.js';
import type { DriverEntry } from '../../../card/drivers/driverEntry.js';
import { pinOf, pinOfKey, pinRuleOf, pukOf, slotOf } from '../../../card/drivers/capabilities.js';
import { openCard } from '../../../card/drivers/registry.js';
import { CardProtocolError, CardRefusedError, UnknownCardError } from '../../../card/errors.js';
import { TransportError } from '../../../card/transport/connection.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import { blankCard } from './support/cards.js';
import { onePinCard } from './support/onePinCard.js';
import { anyPuk } from '../../harness/capabilities.js';

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

await t.test('what follows from the list of PINs', async (t) => {
  const pair = driver.capabilities;
  const { driver: one } = onePinCard({ puk: { changeable: true } });
  const found = await openCard(silent(), [
    familyOf('a', [refused]).entry,
    { family: 'one-pin', capabilities: null, matchesAtr: () => true, open: () => Promise.resolve(one) },
  ]);
  t.equal(found, one);
  for (const [use, ofPair] of [
    ['sign', 1],
    ['encrypt', 2],
    ['signEncrypt', 1],
  ] as const) {
    t.equal(pinOfKey(pair, use), ofPair);
    t.equal(pinOfKey(found.capabilities, use), 1);
    t.match(slotOf(pair, use), { algorithms: ['rsa2048'], olderPairs: 1, renewal: 'beside' });
  }
  t.match(pukOf(pair, 2), { of: 2, puk: { length: 16, maxTries: 5, set: 'beforePin', changeable: false } });
  t.match(pukOf(found.capabilities, 1), { of: 1, puk: { changeable: true } });
  t.throws(() => pinOf(found.capabilities, 2), RangeError, 'there is none');
  const [first] = found.capabilities.pins;
  const shared = first && {
    ...first,
    reference: 2 as const,
    unblocking: [{ way: 'sharedPuk', of: 1, puk: anyPuk } as const],
  };
  const two = { pins: [...found.capabilities.pins, ...(shared ? [shared] : [])] };
  t.match(pukOf(two, 2), { of: 1 }, 'the PUK of PIN 1');
  const none = { pins: two.pins.map((pin) => ({ ...pin, unblocking: [] })) };
  t.equal(pukOf(none, 1), null);
  t.same(pinRuleOf(pair), { minLength: 4, maxLength: 16, characters: '[0-9A-Za-z]' });
  const rule = { minLength: 6, maxLength: 8, characters: '[0-9]' };
  const mixed = { pins: two.pins.map((pin) => (pin.reference === 1 ? pin : { ...pin, rule })) };
  t.same(pinRuleOf(mixed), { minLength: 6, maxLength: 8, characters: '(?=[0-9])[0-9A-Za-z]' }, 'it fits each');
});

await t.test('identity: where the serial number is from, and how far it is unique', async (t) => {
  t.match(driver.identity, { family: 'isoapplet-pair', unique: 'chip', serialFrom: 'CPLC' });
  const { driver: printed } = onePinCard();
  const unnumbered = { ...printed, identity: { ...printed.identity, unique: 'none' as const } };
  const { entry } = familyOf('one-pin', []);
  t.equal(await openCard(silent(), [{ ...entry, open: () => Promise.resolve(printed) }]), printed);
  await t.rejects(openCard(silent(), [{ ...entry, open: () => Promise.resolve(unnumbered) }]), {
    name: 'UnknownCardError',
    message: /one-pin: the card has no number of its own/,
  });
});
