/** Each key that a card holds is found, whichever use it was made for, in every family. */
import t from 'tap';
import type { KeyUse } from '../../../base/terms.js';
import { pinOfKey, slotOf } from '../../../card/drivers/capabilities.js';
import { cardKeys } from '../../../daemon/readers/cardKeys.js';
import { secret } from '../card/support/cards.js';
import { familyNames, preparedCard } from '../card/support/families.js';
import { makePair } from '../card/support/pairs.js';

const profiles: readonly (readonly KeyUse[])[] = [['sign', 'encrypt'], ['signEncrypt']];

for (const family of familyNames) {
  for (const uses of profiles) {
    await t.test(`${family}: ${uses.join(' and ')}`, async (t) => {
      const { driver, secrets } = await preparedCard(family);
      if (uses.some((use) => slotOf(driver.capabilities, use) === null)) return;
      t.equal(driver.identity.family, family);
      const made = new Map<KeyUse, Uint8Array>();
      for (const use of uses) {
        const reference = pinOfKey(driver.capabilities, use);
        await driver.verifyPin(reference, secret(secrets[reference - 1]?.pin ?? ''));
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
