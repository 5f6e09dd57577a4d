/** Two RAs: the kiosk asks first which one it is about, and takes on its name and colour; whoever works for one of them sees that one alone. */
import t from 'tap';
import { Site, supervisor } from '../harness/site.js';
import { axeViolations, launchChromium, openPage } from './chromium.js';
import { KioskWalk, looks } from './kioskWalk.js';
import { smallTargets } from './layout.js';
import { CounterScreen } from './pages.js';

const site = await Site.start({ readers: 2, profiles: ['jcic', 'single-key'], staff: [supervisor] });
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

await t.test('a person is let work for one RA, and sees its work alone', async (t) => {
  const { page, complaints } = await openPage(browser, 'landscape');
  const counter = new CounterScreen(page);
  await counter.open(site.gateway.url);
  await counter.logIn(supervisor.name, supervisor.password);
  // Both reference RAs begin with the same people.
  const registered = '陳怡君';
  await counter.row(registered).nth(1).waitFor();
  await counter.press('sectionStaff');
  await counter.press('addStaff');
  await counter.field('staffName').fill('chen');
  await counter.field('temporaryPassword').fill('temporary-2468-x');
  const tick = (name: string) => page.getByRole('checkbox', { name });
  // The box itself lies below its label.
  const change = (name: string) => page.locator('label').filter({ hasText: name }).click();
  t.equal(await tick(counter.say('staffAllRas')).isChecked(), true, 'all of them unless it is said otherwise');
  t.equal(await tick(names.jcic['zh-TW']).count(), 0);
  await change(counter.say('staffAllRas'));
  t.equal(await tick(names.jcic['zh-TW']).isChecked(), true);
  await change(names.jcic['zh-TW']);
  t.same(await axeViolations(page), []);
  t.same(await smallTargets(page), []);
  await counter.press('createStaff');
  await counter.untilTitle('chen');
  const ras = page
    .locator('dl.facts div')
    .filter({ hasText: counter.say('staffRas') })
    .locator('dd');
  t.equal(await ras.innerText(), names.single['zh-TW']);

  const chen = await openPage(browser, 'landscape');
  const own = new CounterScreen(chen.page);
  await own.open(site.gateway.url);
  await own.logIn('chen', 'temporary-2468-x');
  await own.untilTitle(own.say('changePassword'));
  await own.field('oldPassword').fill('temporary-2468-x');
  await own.field('newPassword').fill('chosen-by-chen-1');
  await own.field('again', { field: own.say('newPassword') }).fill('chosen-by-chen-1');
  await own.press('changePassword');
  await own.button('ownAccount', { name: 'chen' }).waitFor();
  await own.row(registered).first().waitFor();
  t.equal(await own.row(registered).count(), 1, 'nothing of the other RA');
  t.same([...complaints, ...chen.complaints], [], 'nothing in the browser’s console');
});
t.end();
