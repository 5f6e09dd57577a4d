/** The maintainer's page in both languages: what is wrong is shown, mended, and written down with the maintainer's name. */
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { WireEnvironment } from '../../daemon/contract/messages.js';
import { runTool } from '../harness/runTool.js';
import { auditor, maintainer, Site } from '../harness/site.js';
import { axeViolations, launchChromium, openPage, takePicture, type sizes } from './chromium.js';
import { smallTargets } from './layout.js';
import { KioskScreen, StatusScreen } from './pages.js';

const site = await Site.start({ staff: [maintainer, auditor] });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});

const keyFile = join(site.gatewaySettings.directory, 'state', 'transport-pin.key');
const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

/** Every repair so far: who asked, and what was mended. */
async function repairs(): Promise<string[]> {
  const database = join(site.gatewaySettings.directory, 'state', 'gateway.db');
  const sql = "SELECT actor, subject FROM audit WHERE action = 'environment.repair' ORDER BY seq";
  const { stdout } = await runTool('sqlite3', ['-readonly', database, sql]);
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '');
}

async function open(size: keyof typeof sizes) {
  const { page, complaints } = await openPage(browser, size);
  const status = new StatusScreen(page);
  await status.open(site.gateway.url);
  return { page, complaints, status };
}

for (const [size, language] of [
  ['landscape', 'zh-TW'],
  ['portrait', 'en'],
] as const) {
  await t.test(`a key that others may read is closed (${size}, ${language})`, async (t) => {
    const earlier = await repairs();
    chmodSync(keyFile, 0o644);
    const { page, complaints, status } = await open(size);
    const files = status.check(language === 'en' ? 'File permissions' : '檔案權限');
    await t.test('it is seen after the login', async (t) => {
      await status.choose(language);
      t.strictSame(await axeViolations(page), [], 'the login');
      await status.logIn(maintainer.name, maintainer.password);
      await files.getByText(status.say('checkFailed'), { exact: true }).waitFor();
      t.match(await files.innerText(), `0644 ${keyFile}`);
      t.strictSame(await axeViolations(page), []);
      t.strictSame(await smallTargets(page), []);
      await files.scrollIntoViewIfNeeded();
      if (size === 'landscape') await takePicture(page, 'status');
    });

    await t.test('it is mended and written down', async (t) => {
      await files.getByRole('button').click();
      await files.getByText(status.say('checkOk'), { exact: true }).waitFor();
      await files.getByText(status.say('mended'), { exact: true }).waitFor();
      t.equal(modeOf(keyFile), '600');
      t.strictSame(await repairs(), [...earlier, `${maintainer.name}|store.files`], 'under the name of who asked');
    });

    t.strictSame(complaints, []);
    await page.context().close();
  });
}

await t.test(
  'all at once, by keyboard: what interrupts nothing is mended, what cannot be mended from here says so',
  async (t) => {
    const earlier = await repairs();
    chmodSync(keyFile, 0o640);
    await site.pcsc.killPcscd();
    const { page, status } = await open('landscape');
    await status.logIn(maintainer.name, maintainer.password);
    const service = status.check('PC/SC 服務（pcscd）');
    await service.getByText(status.say('checkFailed'), { exact: true }).waitFor();
    t.match(await service.innerText(), /本機沒有 systemd/, 'where systemd does not run, it says what to type');
    await status.mendAll().focus();
    await page.keyboard.press('Enter');
    await status.check('檔案權限').getByText(status.say('mended'), { exact: true }).waitFor();
    t.equal(modeOf(keyFile), '600');
    t.strictSame(await repairs(), [...earlier, `${maintainer.name}|store.files`]);
    await page.context().close();
    await site.pcsc.restartPcscd();
  },
);

await t.test('what interrupts is asked for first', async (t) => {
  const earlier = await repairs();
  const { page, status } = await open('landscape');
  const orders: unknown[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/environment/repairs')) orders.push(request.postDataJSON());
  });
  // As on a machine with systemd and a pcscd that does not answer.
  await page.route('**/api/environment', async (route) => {
    const answer = await route.fetch();
    const { checks, ...rest } = (await answer.json()) as WireEnvironment;
    const ill = checks.map((check) =>
      check.id === 'readers.service' && check.repair !== null
        ? { ...check, state: 'failed', repair: { ...check.repair, hindrance: null } }
        : check,
    );
    await route.fulfill({ response: answer, json: { ...rest, checks: ill } });
  });
  await status.logIn(maintainer.name, maintainer.password);
  const button = status.check('PC/SC 服務（pcscd）').getByRole('button', { name: '重新啟動 pcscd' });
  const question = page.getByRole('alertdialog', { name: status.say('mendInterrupts') });
  await t.test('the question is left, and nothing is begun', async (t) => {
    await button.press('Enter');
    await question.getByText(/所有讀卡機會暫時中斷/).waitFor();
    t.strictSame(await axeViolations(page), []);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    t.strictSame(orders, [], 'nothing was begun');
  });

  await t.test('the question is answered, and the repair is tried', async (t) => {
    await button.press('Enter');
    await question.getByRole('button', { name: status.say('mendAnyway') }).press('Enter');
    await status.check('PC/SC 服務（pcscd）').getByText(status.say('notMended'), { exact: true }).waitFor();
    t.strictSame(orders, [{ ids: ['readers.service'], confirmed: true }]);
    t.strictSame(await repairs(), [...earlier, `${maintainer.name}|readers.service`]);
  });

  await page.context().close();
});

await t.test('an auditor looks and mends nothing', async (t) => {
  chmodSync(keyFile, 0o640);
  const { page, status } = await open('landscape');
  await status.logIn(auditor.name, auditor.password);
  const files = status.check('檔案權限');
  await files.getByText(status.say('checkFailed'), { exact: true }).waitFor();
  t.equal(await files.getByRole('button').count(), 0);
  t.equal(await status.mendAll().count(), 0);
  t.equal(modeOf(keyFile), '640');
  await status.press('ownAccount', { name: auditor.name });
  await status.untilTitle(status.say('changePassword'));
  await status.press('environmentName');
  await status.untilTitle(status.say('environmentName'));
  await page.context().close();
});

await t.test('the kiosk’s page tells its size; nothing there leads to this page', async (t) => {
  const kioskPage = await openPage(browser, 'portrait');
  const reported = kioskPage.page.waitForResponse((answer) => answer.url().endsWith('/api/screen-report'));
  await new KioskScreen(kioskPage.page).open(site.gateway.url);
  t.equal((await reported).status(), 204);
  t.equal(await kioskPage.page.getByRole('link').count(), 0);
  const { page, status } = await open('landscape');
  await status.logIn(maintainer.name, maintainer.password);
  await status
    .check('自助機瀏覽器與螢幕')
    .getByText(/1080 × 1920/)
    .waitFor();
  await page.context().close();
});
