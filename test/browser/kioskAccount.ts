/** What a subscriber does at the kiosk without a card: certificates, the website password, a partner's certificate. */
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import t from 'tap';
import { Site } from '../harness/site.js';
import type { Language } from '../../kiosk-ui/words/words.js';
import { launchChromium } from './chromium.js';
import { Counter, longName } from './kioskPeople.js';
import { KioskWalk, looks, looksIn, type Look } from './kioskWalk.js';
import { gatewayWithSticks, Stick } from './stick.js';

const site = await Site.start({ readers: 2, gateway: gatewayWithSticks });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});

const stick = await Stick.at(site);
const counter = await Counter.open(site);
const person = await counter.register({ name: longName });
await counter.issuedCard(person);
let password = person.password;

const nameOf = ({ language, size }: Look) => `${language} ${size}`;

/** What a phone's camera reads from the screen. */
async function scan(walk: KioskWalk): Promise<string> {
  const { data, width, height } = PNG.sync.read(await walk.page.screenshot());
  const code = jsQR.default(new Uint8ClampedArray(data), width, height);
  if (code === null) throw new Error('there is no QR code on the screen');
  return code.data;
}

/** The walk at both sizes. Each language is a test file of its own, so that the two run side by side. */
export async function walkIn(language: Language): Promise<void> {
  for (const look of looksIn(language)) {
    await t.test(nameOf(look), async (t) => {
      const walk = await KioskWalk.start(browser, site.gateway.url, look);
      const { page } = walk;
      let serial = '';

      await t.test('view', async (t) => {
        await walk.begin(t, 'view');
        await walk.see('attract', 'appName');
        await walk.chooseWithoutCard('flowView');
        await walk.see('account', 'enterAccount');
        await walk.type(person.account);
        await walk.see('password', 'enterPassword');
        await walk.type(password);
        await walk.see('certificates', 'yourCertificates');
        t.equal(await page.getByText(longName).count(), 1);
        const rows = page
          .getByRole('listitem')
          .getByRole('button')
          .filter({ hasText: walk.say('certValid') });
        t.equal(await rows.count(), 2);
        serial = (await rows.first().locator('.serial').first().textContent()) ?? '';
        await rows.first().click();
        await walk.see('certificate', 'certificateTitle');
        t.equal(await page.getByText('23:59:59').count(), 1, 'it ends with its day in Taipei');
        await walk.press('allCertificates');
        await walk.until('yourCertificates');
        await walk.press('saveUsable');
        await walk.see('link', 'scanCode');
        const url = await scan(walk);
        t.equal(await page.getByText(url).count(), 1, 'the address stands beside its code');
        const { status, headers } = await fetch(url, { method: 'POST' });
        t.equal(status, 200);
        t.equal(headers.get('content-type'), 'application/zip');
        const box = await page.getByRole('img', { name: walk.say('qrCode') }).boundingBox();
        t.ok((box?.width ?? 0) >= 320, '60 mm and more');
        await walk.leave();
      });

      await t.test('website-password', async (t) => {
        await walk.begin(t, 'website-password');
        const fresh = `${password.slice(0, 8)}${looks.indexOf(look)}`;
        await walk.chooseWithoutCard('flowWebsitePassword');
        await walk.until('enterAccount');
        await walk.type(person.account);
        await walk.see('old-password', 'enterOldPassword');
        await walk.type(password);
        await walk.see('new-password', 'enterNewPassword');
        await walk.type(password);
        await walk.until('enterNewPasswordAgain');
        await walk.type(password);
        await page.getByText('ra.refused.passwordSame').waitFor();
        await walk.judge('same');
        await walk.press('tryAgain');
        await walk.until('enterNewPassword');
        await walk.type(fresh);
        await walk.until('enterNewPasswordAgain');
        await walk.type(fresh);
        await walk.see('changed', 'websitePasswordChanged');
        password = fresh;
        await walk.leave();
      });

      await t.test('partner', async (t) => {
        await walk.begin(t, 'partner');
        await walk.chooseWithoutCard('flowPartner');
        await walk.see('serial', 'enterSerial');
        await page.getByRole('textbox').focus();
        // As an input method leaves it: full width, lower case, separated.
        await page.keyboard.insertText('００：ff ee');
        t.equal(await page.getByRole('textbox').inputValue(), '00FFEE');
        await walk.press('confirm');
        await walk.see('none', 'noSuchCertificate');
        await walk.press('searchAgain');
        await walk.until('enterSerial');
        await walk.type((serial.match(/../g) ?? []).join(':').toLowerCase());
        await walk.see('certificate', 'certificateTitle');
        t.equal(await page.getByText(serial).count(), 1);
        await stick.plug();
        await stick.pullDuring(() => walk.press('saveThis'));
        await page.getByText('save.write.stickGone').waitFor();
        await walk.judge('stick-gone');
        await stick.plug();
        await walk.press('tryAgain');
        await walk.see('stick', 'savedOnStick', { label: 'USB' });
        const [file = '', ...others] = stick.files;
        t.same(others, [], 'what was begun before is not there');
        t.equal(await page.getByText(file, { exact: true }).count(), 1, 'which file it is');
        t.equal(await page.getByText(stick.directory, { exact: true }).count(), 1, 'where it is');
        await stick.pull();
        await walk.leave();
      });

      t.same(walk.complaints, [], 'nothing in the browser’s console');
      await page.context().close();
    });
  }
}
