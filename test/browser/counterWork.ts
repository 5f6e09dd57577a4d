/** What is done for a subscriber at the counter beside issuing, screen by screen, in both languages and at both sizes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import type { WireApprovalList } from '../../daemon/contract/messages.js';
import { officer, Site, supervisor } from '../harness/site.js';
import type { Language } from '../../kiosk-ui/words/words.js';
import { axeViolations, launchChromium, openPage, takePicture } from './chromium.js';
import { Counter } from './kioskPeople.js';
import { looks, looksIn, type Look } from './kioskWalk.js';
import { layoutProblems, smallTargets } from './layout.js';
import { CounterScreen } from './pages.js';

const paper = mkdtempSync(join(tmpdir(), 'paper-'));
writeFileSync(join(paper, 'mode'), 'on');
const printer = fileURLToPath(new URL('../stack/counter/printerMain.js', import.meta.url));
const site = await Site.start({
  readers: 2,
  staff: [supervisor],
  settings: { letters: { printCommand: [process.execPath, printer, paper] } },
});
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
  rmSync(paper, { recursive: true, force: true });
});
const people = await Counter.open(site);
const second = await site.staff(supervisor);

/** The second person says yes, at another console. */
async function approve(): Promise<void> {
  const { approvals } = await second.request<WireApprovalList>('GET', '/api/approvals');
  const pending = approvals.find(({ state }) => state === 'pending');
  await second.request('POST', `/api/approvals/${pending?.id ?? ''}/decision`, { decision: 'approve', reason: '' });
}

/** The pictures of docs/operators-guide.md. */
const inGuide: ReadonlySet<string> = new Set(['revoke', 'spoil', 'letters', 'report']);

async function walk(t: Test, look: Look, name: string): Promise<void> {
  const { page, complaints } = await openPage(browser, look.size);
  const counter = new CounterScreen(page);
  const judge = async (screen: string): Promise<void> => {
    t.same(await axeViolations(page), [], `${screen}: axe`);
    t.same(await smallTargets(page), [], `${screen}: targets`);
    t.same(await layoutProblems(page), [], `${screen}: layout`);
    const kept = look.language === 'zh-TW' && look.size === 'landscape' && inGuide.has(screen);
    if (kept) await takePicture(page, `counter-${screen}`);
  };
  const tab = (key: Parameters<CounterScreen['say']>[0]) =>
    page.getByRole('tab', { name: counter.say(key), exact: true }).click();
  await counter.open(site.gateway.url);
  if (look.language === 'en') await counter.choose('en');
  await counter.logIn(officer.name, officer.password);

  await counter.row(name).waitFor();
  // As a scanner types it: at once, and Enter.
  await page.getByRole('searchbox').fill(name);
  await page.keyboard.press('Enter');
  await counter.untilTitle(name);
  await tab('tabCertificates');
  await page.getByText(counter.say('certTo')).first().waitFor();
  await judge('certificates');
  await tab('tabHistory');
  await judge('history');

  await tab('tabWork');
  await counter.press('resetWebsitePassword');
  await page.getByText(counter.say('formChecked')).click();
  await judge('reset-password');
  await counter.press('resetNow');
  await counter.press('printLetterOf', { name });
  await page
    .getByText(counter.say('letterPrinted', { n: 1 }))
    .first()
    .waitFor();
  await judge('letter');

  await counter.press('revoke');
  await counter.pick(counter.say('causeKeyLost'));
  await judge('revoke');
  await counter.press('askRevocation');
  await page.getByText(counter.say('revoke')).first().waitFor();
  await judge('approval');
  await approve();
  await counter.row(name).getByText(counter.say('registrationRevoked')).waitFor();
  await judge('revoked');

  await tab('tabCard');
  await counter.press('spoil');
  await counter.pick(counter.say('spoilLost'));
  await page.getByRole('checkbox').locator('xpath=ancestor::label').first().click();
  await judge('spoil');
  await counter.press('spoilNow');
  // The registration is free for another card.
  await page.getByText(counter.say('noCardYet')).waitFor();
  await judge('spoiled');

  await counter.press('sectionLetters');
  await counter.untilTitle(counter.say('sectionLetters'));
  await judge('letters');
  await counter.press('sectionReports');
  await counter.untilTitle(counter.say('reportTitle'));
  await counter.field('stockCards').fill('10');
  await counter.press('stockSave');
  await page.getByText(counter.say('stockRecorded')).waitFor();
  await page.getByText(counter.say('workRevoked')).waitFor();
  await judge('report');
  t.same(complaints, [], 'nothing in the browser’s console');
  await page.context().close();
}

/** The walk at both sizes. Each language is a test file of its own, so that the two run side by side. */
export async function walkIn(language: Language): Promise<void> {
  for (const look of looksIn(language)) {
    const name = `測試王𪚥明${looks.indexOf(look)}`;
    await t.test(`${look.language} ${look.size}`, async (t) => {
      const card = await people.issuedCard(await people.register({ name }));
      await card.remove();
      await walk(t, look, name);
    });
  }
}
