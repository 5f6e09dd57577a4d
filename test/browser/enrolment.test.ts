/** A screen that nobody enrolled shows one page, is let in by a maintainer's code, and is out again when it is withdrawn. */
import type { Page } from 'playwright-core';
import t from 'tap';
import { maintainer, Site } from '../harness/site.js';
import { axeViolations, launchChromium, openPage, takePicture } from './chromium.js';
import { smallTargets } from './layout.js';
import { StatusScreen } from './pages.js';

const site = await Site.start({ staff: [maintainer] });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});
const { url } = site.gateway;

const notEnrolled = /這台裝置尚未登記\s*This screen is not enrolled/;
const untilNotEnrolled = (page: Page): Promise<void> =>
  page.getByRole('heading', { level: 1, name: notEnrolled }).waitFor();

/** Asked by a script of the page, with whatever the page would send along. @returns the status */
const askedBy = (page: Page, path: string): Promise<number> =>
  page.evaluate<number>(`fetch(${JSON.stringify(path)}).then(({ status }) => status)`);

const maintenance = await openPage(browser, 'landscape');
const status = new StatusScreen(maintenance.page);
await status.open(url);
await status.logIn(maintainer.name, maintainer.password);
await status.press('screensName');

await t.test('every page of a new browser says that it is not enrolled, and gets nothing', async (t) => {
  for (const [path, size] of [
    ['/kiosk', 'portrait'],
    ['/counter', 'landscape'],
  ] as const) {
    const { page, complaints } = await openPage(browser, size);
    await page.goto(new URL(path, url).href);
    await untilNotEnrolled(page);
    t.strictSame(await axeViolations(page), [], path);
    t.strictSame(await smallTargets(page), [], path);
    const overflow = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
    t.notOk(overflow, `${path}: nothing lies outside`);
    for (const asked of ['/api/session', '/api/jobs', '/api/staff/card-readers']) {
      t.equal(await askedBy(page, asked), 401, `${path}: ${asked}`);
    }
    if (path === '/kiosk') await takePicture(page, 'enrolment');
    t.strictSame(complaints, []);
    await page.context().close();
  }
});

await t.test(
  'a maintainer makes a code; the kiosk is let in with its own keys, and is out when it is withdrawn',
  async (t) => {
    await maintenance.page.getByRole('textbox', { name: status.say('screenName') }).fill('大廳左側');
    await status.press('screenMakeCode');
    const shown = maintenance.page.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    const code = (await shown.textContent()) ?? '';
    t.strictSame(await axeViolations(maintenance.page), []);
    t.strictSame(await smallTargets(maintenance.page), []);
    await takePicture(maintenance.page, 'screens');

    const { page, complaints } = await openPage(browser, 'portrait');
    await page.goto(new URL('/kiosk', url).href);
    await untilNotEnrolled(page);
    const enrol = page.getByRole('button', { name: /^登記/ });
    const type = async (text: string): Promise<void> => {
      for (const sign of text) await page.getByRole('button', { name: sign, exact: true }).click();
    };
    await type('0000000000');
    await enrol.click();
    await page.getByText(/^登記碼不正確、已使用或已過期/).waitFor();
    for (let n = 0; n < 10; n++) await page.getByRole('button', { name: /^刪除/ }).click();
    await type(code.replace('-', ''));
    await enrol.click();
    await page.getByRole('heading', { level: 1, name: status.say('appName') }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: status.say('appName') }).waitFor();
    await page.goto(new URL('/counter', url).href);
    await untilNotEnrolled(page);
    t.pass('the kiosk’s key opens no page of staff');
    await page.goto(new URL('/kiosk', url).href);
    await page.getByRole('heading', { level: 1, name: status.say('appName') }).waitFor();

    await maintenance.page.reload();
    await status.untilTitle(status.say('environmentName'));
    await status.press('screensName');
    await maintenance.page.getByRole('button', { name: `${status.say('screenWithdraw')} 大廳左側` }).click();
    await status.press('screenWithdraw');
    await untilNotEnrolled(page);
    t.strictSame(complaints, []);
    t.strictSame(maintenance.complaints, []);
  },
);
