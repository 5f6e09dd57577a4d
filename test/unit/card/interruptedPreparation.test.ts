/** A card that was begun and has no PIN yet is not blank. */
import t from 'tap';
import { blankCard, puks, secret } from './support/cards.js';

for (const pin of [1, 2] as const) {
  await t.test(`PUK ${pin} alone`, async (t) => {
    const { driver } = await blankCard();
    t.equal(await driver.lifeCycle(), 'blank');
    await driver.setPuk(pin, secret(puks[pin]));
    t.match(await driver.pinStatus(pin), { pukSet: true, pinSet: false });
    t.equal(await driver.lifeCycle(), 'incomplete');
  });
}
