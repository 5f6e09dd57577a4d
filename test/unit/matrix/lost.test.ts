/** What the fault matrix finds on a card of each family: PINs, PUKs and keys as the card itself holds them, and what of it is lost. */
import t from 'tap';
import type { JobKind } from '../../../daemon/contract/messages.js';
import { matrixFamilies } from '../../matrix/families.js';
import { can, kindNames, matrixKind } from '../../matrix/kinds.js';
import { lostOnCard, type Held } from '../../matrix/lost.js';
import type { MemoryCardStore } from '../../virtual/cardStore.js';
import type { CardHoldings } from '../../virtual/holdings/holdings.js';
import { holdingsOf } from '../../virtual/holdings/holdingsOf.js';
import { secret } from '../card/support/cards.js';
import { preparedCard } from '../card/support/families.js';
import { makePair } from '../card/support/pairs.js';

function read(store: MemoryCardStore): CardHoldings {
  const state = store.load();
  if (state === null) throw new Error('there is no card');
  return holdingsOf(state);
}

const unfinished = { state: 'failed', result: null } as const;

for (const family of matrixFamilies) {
  await t.test(family.name, async (t) => {
    const { store, driver, secrets } = await preparedCard(family.name);
    const [first] = secrets;
    if (first === undefined) throw new Error('no PIN');
    await driver.verifyPin(1, secret(first.pin));
    await makePair(driver, 'sign', 'a');
    const held = read(store);
    const values = held.pins.map(({ pin, puk }) => ({ pin: pin?.value, puk: puk?.value }));
    t.same(values, secrets);
    t.equal(held.certificates.length, 1);
    t.ok(held.keys.length >= 1);

    const lost = (kind: JobKind, change: Partial<CardHoldings>): string[] => {
      const both: Held = { before: held, after: { ...held, ...change } };
      return lostOnCard(matrixKind(kind, family), unfinished, both);
    };
    const [pinHeld] = held.pins;
    if (pinHeld?.pin == null || pinHeld.puk === null) throw new Error('no PIN or PUK');
    const { pin, puk } = pinHeld;
    const others = held.pins.slice(1);
    const withPin = (value: string) => ({ pins: [{ pin: { ...pin, value }, puk }, ...others] });
    t.same(lost('viewCard', {}), []);
    t.match(lost('viewCard', withPin('00000000')), ['nobody knows PIN 1']);
    t.same(lost('unblockPin', withPin(family.chosen.unblocked)), []);
    const last = family.capabilities.pins.length - 1;
    const changed = held.pins.map((one, index) =>
      index === last ? { ...one, pin: { ...pin, value: '00000000' } } : one,
    );
    t.same(lost('changePin', {}), [], 'the PIN of before is known too');
    t.match(lost('changePin', { pins: changed }), [`nobody knows PIN ${last + 1}`]);
    t.match(lost('unblockPin', {}), ['nobody knows PIN 1'], 'the PIN of before was forgotten');
    const otherPuk = { pins: [{ pin, puk: { ...puk, value: '00000000' } }, ...others] };
    t.match(lost('renewCertificates', otherPuk), ['nobody knows PUK 1']);
    t.same(lost('prepareCard', otherPuk), [], 'the books tell');
    t.match(lost('viewCard', { pins: [{ pin: { ...pin, triesLeft: 1 }, puk }, ...others] }), ['PIN 1 has 1 tries']);
    t.match(lost('renewCertificates', { keys: [] }), ['a certified key is gone']);
    t.match(lost('prepareCard', { administration: 'unknown' }), [/nobody knows the key/]);
    t.match(lost('prepareCard', { administration: 'factory' }), [/factory/]);
  });
}

await t.test('every kind of job follows from what the driver tells', (t) => {
  for (const family of matrixFamilies) {
    const isBeside = family.capabilities.keySlots.every(({ renewal }) => renewal === 'beside');
    t.same(
      kindNames.filter((kind) => !can(family, kind)),
      isBeside ? [] : ['renewCertificates'],
    );
    const names = matrixKind('prepareCard', family).steps.map(({ name }) => name);
    const pinsSet = names.filter((name) => name.startsWith('setInitialPin'));
    t.equal(pinsSet.length, family.capabilities.pins.length);
  }
  const [family] = matrixFamilies;
  if (family === undefined) throw new Error('a family');
  const without = (part: object) => ({ ...family, capabilities: { ...family.capabilities, ...part } });
  const noPuk = without({ pins: family.capabilities.pins.map((one) => ({ ...one, unblocking: [] })) });
  t.notOk(can(noPuk, 'unblockPin'));
  t.ok(can(noPuk, 'changePin'));
  const noKeys = without({ keySlots: [] });
  t.same(
    kindNames.filter((kind) => can(noKeys, kind)),
    ['prepareCard', 'unblockPin', 'changePin', 'viewCard'],
  );
  t.notOk(can(without({ preparation: [] }), 'prepareCard'));
  t.end();
});
t.end();
