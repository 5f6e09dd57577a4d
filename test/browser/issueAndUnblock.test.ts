/** A blank card becomes an issued card at the counter, and its locked PIN works again at the kiosk: through every layer. */
import t, { type Test } from 'tap';
import { officer, Site } from '../harness/site.js';
import { axeViolations, launchChromium, openPage, takePicture } from './chromium.js';
import { smallTargets } from './layout.js';
import { CounterScreen, KioskScreen } from './pages.js';

const site = await Site.start({ readers: 2 });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});

/** The first one is the kiosk's. */
const [, counterReader = ''] = site.pcsc.readers;
const pins = { pin1: 'Aa12345678', pin2: 'Zz87654321' };
const subscriber = { name: '臺灣網路認證', account: 'demo01', password: 'Demo2026' };
const card = await site.pcsc.createCard();

/** What every screen has to be, whoever looks at it. */
async function checkScreen(t: Test, screen: KioskScreen | CounterScreen, name: string): Promise<void> {
  t.same(await axeViolations(screen.page), [], `${name}: axe`);
  t.same(await smallTargets(screen.page), [], `${name}: targets`);
}

await t.test('a card is issued at the counter and its locked PIN unblocked at the kiosk', async (t) => {
  await t.test('the counter issues a card', async (t) => {
    const { page, complaints } = await openPage(browser, 'landscape');
    const counter = new CounterScreen(page);
    await t.test('the officer logs in, at the second try', async (t) => {
      await counter.open(site.gateway.url);
      await checkScreen(t, counter, 'login');
      await counter.logIn(officer.name, 'wrong');
      await page.getByRole('alert').getByText('staff.login.refused').waitFor();
      await counter.logIn(officer.name, officer.password);
    });

    await t.test('a case without a blank card cannot be issued', async (t) => {
      await counter.row(subscriber.name).click();
      await counter.untilTitle(new RegExp(subscriber.name));
      t.ok(await counter.button('issueNow').isDisabled(), 'no blank card yet');
    });

    await t.test('the card is put in and the case chosen, by keyboard', async (t) => {
      await card.insert(1);
      await counter.tile(counterReader).getByText(counter.say('lifeBlank')).waitFor();
      // The case, its parts, the readers.
      for (const key of ['F4', 'Tab', 'Tab']) await page.keyboard.press(key);
      const reached = counter.radio(counterReader).and(page.locator(':focus'));
      t.equal(await reached.count(), 1, 'the keyboard reaches the readers');
      await counter.row(subscriber.name).click();
      await checkScreen(t, counter, 'case');
      await takePicture(page, 'counter-case');
    });

    await t.test('the card is issued', async (t) => {
      await counter.issue(counterReader, pins);
      await page.getByRole('list', { name: counter.say('steps') }).waitFor();
      await counter.untilIssued();
      await checkScreen(t, counter, 'issued');
      await takePicture(page, 'counter-issued');
      t.equal(await page.getByText(counter.say('certTo')).count(), 2, 'two certificates');
      t.equal(await page.getByText(/23:59:59/).count(), 2, 'both end with their day');
      await counter.row(subscriber.name).getByText(counter.say('registrationIssued')).waitFor();
      await counter.tile(counterReader).getByText(counter.say('lifeIssued')).waitFor();
    });

    await t.test('the card is taken out and the officer logs out', async () => {
      await card.remove();
      await counter.tile(counterReader).getByText(counter.say('readerEmpty')).waitFor();
      await counter.press('logOut');
      await counter.untilTitle(counter.say('staffLogin'));
    });

    t.same(complaints, [], 'nothing in the browser’s console');
  });

  await t.test('the kiosk unblocks a PIN', async (t) => {
    const { page, complaints } = await openPage(browser, 'portrait');
    const kiosk = new KioskScreen(page);
    await t.test('a card with a locked PIN is put in', async (t) => {
      await kiosk.open(site.gateway.url);
      await checkScreen(t, kiosk, 'attract');
      await card.presetTries(1, 0);
      await takePicture(page, 'kiosk-attract');
      await card.insert(0);
      await kiosk.until('menuLocked', { pin: 1 });
      await checkScreen(t, kiosk, 'menu');
      await takePicture(page, 'kiosk-locked');
    });

    await t.test('a wrong website password, then the right one at the keypad', async (t) => {
      await kiosk.authorise(1, subscriber.account, 'wrong123');
      await kiosk.untilTitle(/還可輸入 2 次/);
      await checkScreen(t, kiosk, 'wrong website password');
      await kiosk.press('tryAgain');
      await kiosk.until('enterPassword');
      await kiosk.touch(subscriber.password);
      await checkScreen(t, kiosk, 'keypad');
      await kiosk.press('confirm');
    });

    await t.test('a new PIN is chosen', async (t) => {
      await kiosk.until('enterNewPin', { pin: 1 });
      await kiosk.type('short');
      await page
        .getByRole('alert')
        .getByText(kiosk.say('tooShort', { min: 6 }))
        .waitFor();
      await page.keyboard.type('er12');
      t.match(
        await page.getByText(kiosk.say('ruleLine', { min: 6, max: 16, of: 'characters', n: 9 })).count(),
        1,
        'the length line',
      );
      t.notMatch(await page.content(), 'shorter12', 'what is typed is not in the document');
      await takePicture(page, 'kiosk-unblock');
      await kiosk.press('next');
      await kiosk.until('enterNewPinAgain');
      await kiosk.type('shorter13');
      await page.getByText(kiosk.say('pinsDiffer')).waitFor();
      await kiosk.chooseNewPin(1, 'Unblocked99');
      await kiosk.until('unblocked', { pin: 1 });
      await checkScreen(t, kiosk, 'done');
      await takePicture(page, 'kiosk-done');
    });

    await t.test('the new PIN works', async () => {
      await kiosk.press('doMore');
      await kiosk.until('menuFine');
      await kiosk.change(1, 'Unblocked99', pins.pin1);
      await kiosk.until('changed', { pin: 1 });
      await card.remove();
      await kiosk.press('end');
      await kiosk.until('appName');
    });

    t.same(complaints, [], 'nothing in the browser’s console');
  });
});

t.end();
