/** A kiosk that serves two RAs asks first which one it is about, and takes on its name and its colour. */
import t from 'tap';
import { Site } from '../harness/site.js';
import { launchChromium } from './chromium.js';
import { KioskWalk, looks } from './kioskWalk.js';

const site = await Site.start({ readers: 2, profiles: ['jcic', 'single-key'] });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});

const names = {
  jcic: { 'zh-TW': '金融聯合徵信中心', en: 'Joint Credit Information Center' },
  single: { 'zh-TW': '單一金鑰範例註冊中心', en: 'Single-key example RA' },
} as const;

for (const look of looks) {
  await t.test(`${look.language} ${look.size}`, async (t) => {
    const walk = await KioskWalk.start(browser, site.gateway.url, look);
    const { page } = walk;
    const accent = (): Promise<string> =>
      page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()");
    const before = await accent();
    for (const [ra, colour] of [
      ['single', '#6b3a78'],
      ['jcic', '#0b5a7a'],
    ] as const) {
      await t.test(`the kiosk is ${ra}’s for one visit`, async (t) => {
        await walk.begin(t, 'several-ras');
        await walk.chooseWithoutCard('flowPartner');
        await walk.see('choice', 'chooseRa');
        t.equal(await accent(), before, 'no RA’s colour before one is chosen');
        await page.getByRole('button', { name: names[ra][look.language] }).click();
        await walk.see('serial', 'enterSerial');
        t.equal(await accent(), colour);
        t.equal(await page.getByText(names[ra][look.language]).count(), 1, 'its name is in sight');
        await walk.type('00FFEE');
        await walk.see('none', 'noSuchCertificate');
        await walk.leave();
        t.equal(await accent(), before, 'nothing of it stays');
      });
    }
    t.same(walk.complaints, [], 'nothing in the browser’s console');
    await page.context().close();
  });
}
t.end();
