/** What is no cryptogram of the card's key costs no APDU, in any family. */
import t from 'tap';
import { pinOfKey } from '../../../card/drivers/capabilities.js';
import { CardRefusedError } from '../../../card/errors.js';
import { secret } from './support/cards.js';
import { familyNames, preparedCard } from './support/families.js';
import { makePair } from './support/pairs.js';

for (const family of familyNames) {
  await t.test(family, async (t) => {
    const { card, driver, secrets } = await preparedCard(family);
    const reference = pinOfKey(driver.capabilities, 'encrypt');
    await driver.verifyPin(reference, secret(secrets[reference - 1]?.pin ?? ''));
    await makePair(driver, 'encrypt', 'a');
    const { apdus } = card.statistics();
    for (const length of [0, 255, 257]) {
      const refusal = await driver.decipher('encrypt', 'a', new Uint8Array(length)).catch((error: unknown) => error);
      t.ok(refusal instanceof CardRefusedError);
      t.match(refusal, { statusWord: 0x6700 });
    }
    t.equal(card.statistics().apdus, apdus);
  });
}
t.end();
