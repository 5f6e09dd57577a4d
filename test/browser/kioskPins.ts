/** The PINs of a card at the kiosk: changed, locked by wrong tries, unblocked with the website password. */
import t from 'tap';
import { Site } from '../harness/site.js';
import type { Language } from '../../kiosk-ui/words/words.js';
import { launchChromium } from './chromium.js';
import { Counter, longName, pins } from './kioskPeople.js';
import { KioskWalk, looks, looksIn } from './kioskWalk.js';

const site = await Site.start({ readers: 2 });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});

const counter = await Counter.open(site);
const person = await counter.register({ name: longName });
const card = await counter.issuedCard(person);
const held: Record<1 | 2, string> = { 1: pins.pin1, 2: pins.pin2 };

/** The walk at both sizes. Each language is a test file of its own, so that the two run side by side. */
export async function walkIn(language: Language): Promise<void> {
  for (const look of looksIn(language)) {
    await t.test(`${look.language} ${look.size}`, async (t) => {
      const walk = await KioskWalk.start(browser, site.gateway.url, look);
      const { page } = walk;
      const untilFailed = (code: string) => page.getByText(code).waitFor();
      const chosen = `Chosen${looks.indexOf(look)}999`;

      await t.test('change-pin', async (t) => {
        await walk.begin(t, 'change-pin');
        await card.insert(0);
        await walk.until('menuFine');
        await walk.press('changePin', { pin: 2 });
        await walk.see('old-pin', 'enterOldPin', { pin: 2 });
        await walk.typeHalf('HalfTyped1');
        await card.remove();
        await walk.see('interrupted', 'interrupted');
        await card.insert(0);
        await walk.press('changePin', { pin: 2 });
        await walk.until('enterOldPin', { pin: 2 });
        await walk.type('Wrong12345');
        await walk.until('enterNewPin', { pin: 2 });
        await walk.type(chosen);
        await walk.until('enterNewPinAgain');
        await walk.type(`${chosen}x`);
        await page.getByText(walk.say('pinsDiffer')).waitFor();
        await walk.judge('pins-differ');
        await walk.chooseNewPin(2, chosen);
        await untilFailed('card.pin.wrong');
        await walk.judge('wrong-pin');
        await walk.press('backToMenu');
        await walk.until('menuFine');
        await walk.change(2, held[2], chosen);
        await walk.see('changed', 'changed', { pin: 2 });
        held[2] = chosen;
        await walk.leave(card);
      });

      await t.test('unblock-pin', async (t) => {
        await walk.begin(t, 'unblock-pin');
        await card.presetTries(1, 1);
        await card.insert(0);
        await walk.until('menuFine');
        await walk.press('changePin', { pin: 1 });
        await walk.see('last-try', 'lastTryTitle');
        await walk.press('yesIKnow');
        await walk.see('last-old-pin', 'enterOldPin', { pin: 1 });
        await walk.type('Wrong12345');
        await walk.chooseNewPin(1, chosen);
        await untilFailed('card.pin.blocked');
        await walk.judge('blocked');
        await walk.press('backToMenu');
        await walk.see('locked', 'menuLocked', { pin: 1 });
        await walk.press('unblockPin', { pin: 1 });
        await walk.logIn(person.account, 'wrong123');
        await walk.see('wrong-password', /還可輸入 2 次|2 tries/);
        await walk.press('tryAgain');
        await walk.until('enterPassword');
        await walk.touch(person.password);
        await walk.press('confirm');
        await walk.chooseNewPin(1, held[1]);
        await walk.see('unblocked', 'unblocked', { pin: 1 });
        await walk.leave(card);
      });

      t.same(walk.complaints, [], 'nothing in the browser’s console');
      await page.context().close();
    });
  }
}
