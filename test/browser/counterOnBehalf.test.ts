/** With the subscriber at the counter: certificates applied for, renewed and written again, PINs changed and unblocked. */
import t, { type Test } from 'tap';
import { pinText } from '../harness/cardOwner.js';
import { anyClock } from '../harness/gatewayProcess.js';
import { shiftClock } from '../harness/raOffice.js';
import { officer, Site } from '../harness/site.js';
import { axeViolations, launchChromium, openPage } from './chromium.js';
import { Counter } from './kioskPeople.js';
import { layoutProblems, smallTargets } from './layout.js';
import { leftovers } from './leftovers.js';
import { CounterScreen, type Pin } from './pages.js';

const site = await Site.start({ readers: 2, clockToleranceMinutes: anyClock });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});
const people = await Counter.open(site);
const [, reader = ''] = site.pcsc.readers;
const renewalDays = 715;

for (const language of ['zh-TW', 'en'] as const) {
  await t.test(`${language} landscape`, async (t) => {
    const name = `測試林𪚥美${language}`;
    const person = await people.register({ name });
    const card = await people.preparedCard(person);
    const pins: Record<Pin, string> = { 1: pinText(card, 1), 2: pinText(card, 2) };
    const { page, complaints } = await openPage(browser, 'landscape');
    const counter = new CounterScreen(page);
    const say: CounterScreen['say'] = (key, values) => counter.say(key, values);
    const judge = async (t: Test, screen: string): Promise<void> => {
      t.same(await axeViolations(page), [], `${screen}: axe`);
      t.same(await smallTargets(page), [], `${screen}: targets`);
      t.same(await layoutProblems(page), [], `${screen}: layout`);
    };
    /** The card's own PINs, by their holder. */
    const enterPins = async (values: Record<Pin, string>): Promise<void> => {
      await counter.field('pin1').fill(values[1]);
      await counter.field('pin2').fill(values[2]);
    };
    const agreeToTerms = async (t: Test): Promise<void> => {
      t.ok(await page.getByRole('checkbox').isDisabled(), 'not before the end');
      await page.getByRole('region', { name: say('termsTitle') }).press('End');
      await page.getByText(say('termsRead')).waitFor();
      await page.getByRole('checkbox').locator('xpath=ancestor::label').click();
    };
    const enterNewPin = async (pin: Pin, value: string): Promise<void> => {
      const field = say('newPin', { pin });
      await page.getByLabel(field, { exact: true }).fill(value);
      await page.getByLabel(say('again', { field }), { exact: true }).fill(value);
      await counter.press('confirm');
    };
    const finished = (job: Parameters<typeof say>[0]) =>
      page
        .getByRole('region', { name: say(job) })
        .getByText(say('jobFinished'), { exact: true })
        .waitFor();

    await t.test('the officer logs in and opens the case', async () => {
      await counter.open(site.gateway.url);
      await counter.choose(language);
      await counter.logIn(officer.name, officer.password);
      await counter.row(name).click();
      await counter.untilTitle(name);
    });

    await t.test('certificates are applied for', async (t) => {
      await counter.press('jobApplyCertificates');
      await page.getByText(say('whyOwnCard')).waitFor();
      await card.insert(1);
      await page.getByText(say('ownCardIn', { reader })).waitFor();
      await enterPins(pins);
      await agreeToTerms(t);
      await judge(t, 'apply');
      await counter.press('beginJob');
      await page.getByText(say('certificatesApplied')).waitFor();
      await judge(t, 'applied');
    });

    await t.test('writing them again finds them there', async () => {
      await counter.press('jobWriteCertificates');
      await enterPins(pins);
      await counter.press('beginJob');
      await page.getByText(say('certificatesThere')).waitFor();
    });

    await t.test('a PIN is changed', async (t) => {
      await counter.button('showReader', { reader }).click();
      await counter.press('changePin', { pin: 2 });
      await counter.field('oldPin').fill(pins[2]);
      await judge(t, 'change a PIN');
      await enterNewPin(2, (pins[2] = 'Changed222'));
      await finished('jobChangePin');
    });

    await t.test('a locked PIN is unblocked', async (t) => {
      await card.remove();
      await card.presetTries(1, 0);
      await card.insert(1);
      await counter.press('unblockPin', { pin: 1 });
      await counter.field('account').fill(person.account);
      await counter.field('websitePassword').fill(person.password);
      await judge(t, 'unblock a PIN');
      await enterNewPin(1, (pins[1] = 'Unblocked111'));
      await finished('jobUnblockPin');
    });

    await t.test('certificates are renewed', async (t) => {
      await shiftClock(site.ra, renewalDays * 86_400);
      await counter.row(name).click();
      await counter.press('jobRenewCertificates');
      await enterPins(pins);
      await counter.press('beginJob');
      await page.getByRole('region', { name: say('termsTitle') }).waitFor();
      await agreeToTerms(t);
      await judge(t, 'renewal’s terms');
      await counter.press('sendAnswer');
      await page.getByText(say('certificatesRenewed')).waitFor();
      await shiftClock(site.ra, 0);
      await card.remove();
    });

    await t.test('certificates of an unfinished job are written', async (t) => {
      const other = await people.register({ name: `${name}二` });
      const unwritten = await people.brokenOffCard(other);
      await unwritten.insert(1);
      await counter.row(`${name}二`).click();
      await counter.press('jobWriteCertificates');
      const its = { 1: pinText(unwritten, 1), 2: pinText(unwritten, 2) };
      await enterPins(its);
      await counter.press('beginJob');
      await page.getByText(say('certificatesWritten')).waitFor();
      await judge(t, 'written');
      await unwritten.remove();

      const typed = [...Object.values(pins), ...Object.values(its), person.password];
      t.same(await leftovers(page, typed), [], 'no PIN and no password stays in the browser');
    });

    t.same(complaints, [], 'nothing in the browser’s console');
    await page.context().close();
  });
}
t.end();
