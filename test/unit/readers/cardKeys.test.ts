/** Each key that a card holds is found, whichever use it was made for, in every family. */
import t from 'tap';
import type { KeyUse } from '../../../base/terms.js';
import { pinOfKey, slotOf } from '../../../card/drivers/capabilities.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import { cardKeys } from '../../../daemon/readers/cardKeys.js';
import { blankCard, pins, prepare, secret } from '../card/support/cards.js';
import { blankMyEid, myEidPins, prepareMyEid } from '../card/support/myEidCards.js';
import { makePair } from '../card/support/pairs.js';
import { blankPiv, pivPin, preparePiv } from '../card/support/pivCards.js';

async function prepared(family: string): Promise<{ readonly driver: CardDriver; readonly pin: (n: 1 | 2) => string }> {
  if (family === 'piv') {
    const { driver } = await blankPiv();
    await preparePiv(driver);
    return { driver, pin: () => pivPin };
  }
  if (family === 'myeid') {
    const { driver } = await blankMyEid();
    await prepareMyEid(driver);
    return { driver, pin: (n) => myEidPins[n] };
  }
  const { driver } = await blankCard();
  await prepare(driver);
  return { driver, pin: (n) => pins[n] };
}

const profiles: readonly (readonly KeyUse[])[] = [['sign', 'encrypt'], ['signEncrypt']];

for (const family of ['isoapplet-pair', 'myeid', 'piv']) {
  for (const uses of profiles) {
    await t.test(`${family}: ${uses.join(' and ')}`, async (t) => {
      const { driver, pin } = await prepared(family);
      t.equal(driver.identity.family, family);
      const made = new Map<KeyUse, Uint8Array>();
      for (const use of uses) {
        const reference = pinOfKey(driver.capabilities, use);
        await driver.verifyPin(reference, secret(pin(reference)));
        made.set(use, await makePair(driver, use, 'a'));
      }
      const found = await cardKeys(driver);
      t.equal(found.length, uses.length);
      for (const use of uses) {
        const key = found.find((one) => one.uses?.includes(use));
        t.same(key?.publicKey, made.get(use), use);
        t.same(key?.uses, slotOf(driver.capabilities, use)?.uses);
        t.not(key?.certificate, null);
      }
    });
  }
}
t.end();
