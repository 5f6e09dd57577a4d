/** 稽核紀錄: an auditor reads, filters, turns pages and exports the audit log; an officer is not offered it. */
import { readFile } from 'node:fs/promises';
import t, { type Test } from 'tap';
import type { Language } from '../../kiosk-ui/words/words.js';
import { auditor, officer, Site, supervisor, type StaffAccount } from '../harness/site.js';
import { axeViolations, launchChromium, openPage } from './chromium.js';
import { smallTargets } from './layout.js';
import { CounterScreen } from './pages.js';

const site = await Site.start({ readers: 2, staff: [supervisor, auditor] });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});

async function consoleOf(who: StaffAccount, language: Language = 'zh-TW') {
  const { page, complaints } = await openPage(browser, 'landscape');
  const counter = new CounterScreen(page);
  await counter.open(site.gateway.url);
  if (language === 'en') await counter.choose('en');
  await counter.logIn(who.name, who.password);
  await counter.button('ownAccount', { name: who.name }).waitFor();
  return { page, counter, complaints };
}

async function checkScreen(t: Test, screen: CounterScreen, name: string): Promise<void> {
  t.same(await axeViolations(screen.page), [], `${name}: axe`);
  t.same(await smallTargets(screen.page), [], `${name}: targets`);
}

for (const [language, login, exported] of [
  ['zh-TW', '人員登入', '匯出稽核紀錄'],
  ['en', 'Staff logged in', 'Audit log exported'],
] as const) {
  await t.test(`an auditor reads and exports it (${language})`, async (t) => {
    const { page, counter, complaints } = await consoleOf(auditor, language);
    await counter.press('sectionAudit');
    await counter.untilTitle(counter.say('sectionAudit'));
    const rows = page.getByRole('table').locator('tbody tr');
    await rows.first().getByText(login).waitFor();
    t.match(await rows.first().textContent(), auditor.name, 'the newest first: the own login');
    await checkScreen(t, counter, 'audit log');

    await page.getByLabel(counter.say('auditAction')).selectOption({ label: login });
    await counter.field('auditActor').fill('nobody');
    await counter.press('auditShow');
    await page.getByText(counter.say('auditNone')).waitFor();
    await counter.field('auditActor').fill(auditor.name);
    await counter.field('auditFrom').fill('2026-02-30');
    await counter.press('auditShow');
    await page.getByRole('alert').getByText('report.day.notADay').waitFor();
    await counter.field('auditFrom').fill('');
    await counter.press('auditShow');
    await rows.first().waitFor();
    for (const row of await rows.all()) t.match(await row.textContent(), login);

    for (const [word, ending] of [
      ['auditJson', 'json'],
      ['auditCsv', 'csv'],
    ] as const) {
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name: counter.say(word) }).click();
      const download = await downloading;
      t.match(download.suggestedFilename(), new RegExp(`^audit-\\d{4}-\\d\\d-\\d\\d\\.${ending}$`));
      t.match(await readFile(await download.path(), 'utf8'), 'staff.login');
    }
    await page.getByLabel(counter.say('auditAction')).selectOption({ label: exported });
    await counter.press('auditShow');
    await rows.first().getByText(exported).waitFor();
    await checkScreen(t, counter, 'filtered');
    t.same(
      complaints.filter((one) => !one.includes('400')),
      [],
      'nothing in the browser’s console',
    );
  });
}

await t.test('pages', async (t) => {
  const client = await site.staff(supervisor);
  for (let i = 0; i < 60; i++) await client.file(`/api/audit/json?actor=page${i}`);
  const { page, counter } = await consoleOf(supervisor);
  await counter.press('sectionAudit');
  const numbers = page.getByRole('table').locator('tbody td:first-child');
  await numbers.first().waitFor();
  const first = (await numbers.allTextContents()).map(Number);
  t.equal(first.length, 50);
  await counter.press('entriesMore');
  await page.getByRole('cell', { name: String((first.at(-1) ?? 0) - 1), exact: true }).waitFor();
  t.equal(await counter.button('entriesMore').count(), 0, 'the last page');
  await counter.press('entriesBack');
  await page.getByRole('cell', { name: String(first[0]), exact: true }).waitFor();
});

await t.test('an officer is not offered it', async (t) => {
  const { counter } = await consoleOf(officer);
  t.equal(await counter.button('sectionAudit').count(), 0);
});
