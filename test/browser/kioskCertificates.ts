/** Certificates at the kiosk, with the card: apply, renew, write again. */
import t from 'tap';
import { pinText } from '../harness/cardOwner.js';
import { anyClock } from '../harness/gatewayProcess.js';
import { shiftClock } from '../harness/raOffice.js';
import { Site } from '../harness/site.js';
import type { Language } from '../../kiosk-ui/words/words.js';
import { launchChromium } from './chromium.js';
import { Counter, longName } from './kioskPeople.js';
import { KioskWalk, looksIn, type Look } from './kioskWalk.js';

const site = await Site.start({ readers: 2, clockToleranceMinutes: anyClock });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});

const counter = await Counter.open(site);
const nameOf = ({ language, size }: Look) => `${language} ${size}`;
const dayMs = 86_400_000;
const generateKeyPair = 0x46;
const pulledAtSecondKey = { kind: 'pull', at: 2, instruction: generateKeyPair, when: 'beforeExecution' } as const;

/** The walk at both sizes. Each language is a test file of its own, so that the two run side by side. */
export async function walkIn(language: Language): Promise<void> {
  for (const look of looksIn(language)) {
    await t.test(nameOf(look), async (t) => {
      const person = await counter.register({ name: longName, passwordChangeRequired: true });
      const card = await counter.preparedCard(person);
      const pins = [pinText(card, 1), pinText(card, 2)] as const;
      const password = 'Chosen2026';
      const walk = await KioskWalk.start(browser, site.gateway.url, look);
      const { page } = walk;
      /** What was typed is gone with the card: both PINs are asked for again. */
      const goOnAfterPull = async (): Promise<void> => {
        await walk.see('pulled', 'pulled');
        await card.untilRemoved();
        await card.insert(0);
        await walk.button('verifyPinsNext').waitFor();
        await walk.judge('pins-again');
        await walk.press('verifyPinsNext');
        await walk.enterPins(...pins);
      };

      walk.shows(longName);

      await t.test('apply', async (t) => {
        await walk.begin(t, 'apply');
        await walk.chooseWithoutCard('flowApply');
        await walk.see('insert', 'insertCard');
        await card.insert(0);
        await walk.logIn(person.account, person.password);
        await walk.see('new-password-needed', 'newPasswordNeeded');
        await walk.press('next');
        await walk.until('enterNewPassword');
        await walk.type(password);
        await walk.until('enterNewPasswordAgain');
        await walk.type(password);
        await walk.see('data', 'dataTitle');
        t.equal(await page.getByText(longName).count(), 1);
        await walk.press('dataRight');
        await walk.agreeToTerms();
        const held = card.nextHook();
        await card.arm(
          { kind: 'hold', at: 1, instruction: generateKeyPair, when: 'beforeExecution' },
          pulledAtSecondKey,
        );
        await walk.enterPins(...pins);
        await walk.see('working', 'doNotPull');
        await held;
        await card.release();
        await goOnAfterPull();
        await walk.see('done', 'applied');
        t.equal(await page.getByText(walk.say('certTo')).count(), 2, 'both certificates');
        await walk.press('doMore');
        await walk.see('card', 'menuFine');
      });

      await t.test('nothing-to-write', async (t) => {
        await walk.begin(t, 'nothing-to-write');
        await walk.press('flowWriteAgain');
        await walk.logIn(person.account, password);
        await walk.until('dataTitle');
        await walk.press('dataRight');
        await walk.enterPins(...pins);
        await walk.see('complete', 'nothingToWrite');
        await walk.press('doMore');
        await walk.until('menuFine');
      });

      await t.test('renew', async (t) => {
        await walk.begin(t, 'renew');
        await walk.press('flowRenew');
        await walk.see('too-early', 'tooEarlyTitle');
        await walk.press('backToMenu');
        await page.clock.setSystemTime(Date.now() + 715 * dayMs);
        await shiftClock(site.ra, (715 * dayMs) / 1000);
        await page.clock.runFor(30_000);
        await walk.see('card', 'menuRenewable');
        await walk.press('flowRenew');
        await walk.enterPins(...pins);
        await walk.see('confirm', 'confirmRenewal');
        await walk.press('dataRight');
        await card.arm(pulledAtSecondKey);
        await walk.agreeToTerms();
        await goOnAfterPull();
        await walk.see('done', 'renewed');
        await walk.press('doMore');
      });

      await t.test('renew-again', async (t) => {
        await walk.begin(t, 'renew-again');
        await page.clock.setSystemTime(Date.now() + 1_430 * dayMs);
        await shiftClock(site.ra, (1_430 * dayMs) / 1000);
        await page.clock.runFor(30_000);
        await walk.until('menuRenewable');
        await walk.press('flowRenew');
        await walk.enterPins(...pins);
        await walk.see('confirm-old-key', 'confirmRenewal');
        await page.getByText('renewCertificates.confirm.oldKeyGoes').waitFor();
        await walk.press('stopJob');
        await walk.until('menuRenewable');
      });

      await t.test('expired', async (t) => {
        await walk.begin(t, 'expired');
        await page.clock.setSystemTime(Date.now() + 1_500 * dayMs);
        await page.clock.runFor(30_000);
        await walk.see('expired', 'menuExpired');
        await walk.leave(card);
        await shiftClock(site.ra, 0);
      });

      await t.test('write-again', async (t) => {
        await walk.begin(t, 'write-again');
        const broken = await counter.register({ name: longName });
        const unwritten = await counter.brokenOffCard(broken);
        await unwritten.insert(0);
        await walk.see('incomplete', 'menuIncomplete');
        await walk.press('flowWriteAgain');
        await walk.logIn(broken.account, broken.password);
        await walk.until('dataTitle');
        await walk.press('dataRight');
        await walk.enterPins(pinText(unwritten, 1), pinText(unwritten, 2));
        await walk.see('written', 'written');
        t.equal(await page.getByText(walk.say('certTo')).count(), 2, 'both certificates');
        await walk.leave(unwritten);
      });

      t.same(walk.complaints, [], 'nothing in the browser’s console');
      await page.context().close();
    });
  }
}
