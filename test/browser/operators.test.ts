/** The people at the counter: accounts, passwords, staff cards and the lock, the second person's approval here and elsewhere. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Browser } from 'playwright-core';
import type { Language } from '../../kiosk-ui/words/words.js';
import { auditor, officer, Site, supervisor, supervisor2, type StaffAccount } from '../harness/site.js';
import { StaffCa, staffPins } from '../harness/staffCa.js';
import { axeViolations, launchChromium, openPage } from './chromium.js';
import { smallTargets } from './layout.js';
import { goTo, CounterScreen, StatusScreen } from './pages.js';

const folder = mkdtempSync(join(tmpdir(), 'staff-ca-'));
const ca = new StaffCa(folder);
const site = await Site.start({
  readers: 4,
  staff: [supervisor, supervisor2, auditor],
  settings: { staff: { cards: { caFile: ca.caFile, crls: [ca.crlFile] } } },
});
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
  rmSync(folder, { recursive: true });
});

const temporary = 'temporary-2468-x';

async function consoleOf(who: StaffAccount, language: Language = 'zh-TW', from: Browser = browser) {
  const { page, complaints } = await openPage(from, 'landscape');
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

await t.test('a supervisor adds a person, who chooses a password of their own', async (t) => {
  const { page, counter, complaints } = await consoleOf(supervisor);
  await t.test('the supervisor adds a person with a temporary password', async (t) => {
    await counter.press('sectionStaff');
    await counter.untilTitle(counter.say('chooseStaff'));
    await checkScreen(t, counter, 'staff');
    await counter.press('addStaff');
    await counter.field('staffName').fill('chen');
    await counter.field('temporaryPassword').fill('short');
    await counter.press('createStaff');
    await page.getByRole('alert').getByText('staff.operator.passwordLength').waitFor();
    await checkScreen(t, counter, 'add a person');
    await counter.field('temporaryPassword').fill(temporary);
    await counter.press('createStaff');
    await counter.untilTitle('chen');
    await checkScreen(t, counter, 'a person');
    t.same(complaints, [], 'nothing in the browser’s console');
  });

  await t.test('the person has to choose a password, typed twice', async (t) => {
    const chen = await openPage(browser, 'landscape');
    const screen = new CounterScreen(chen.page);
    await screen.open(site.gateway.url);
    await screen.logIn('chen', temporary);
    await screen.untilTitle(screen.say('changePassword'));
    await checkScreen(t, screen, 'temporary password');
    t.equal(await screen.button('sectionWork').count(), 0, 'nothing else is offered');
    await screen.field('oldPassword').fill(temporary);
    await screen.field('newPassword').fill('chosen-by-chen-1');
    await screen.field('again', { field: screen.say('newPassword') }).fill('chosen-by-chen-2');
    await screen.press('changePassword');
    await chen.page.getByText(screen.say('passwordsDiffer')).waitFor();
    await screen.field('again', { field: screen.say('newPassword') }).fill('chosen-by-chen-1');
    await screen.press('changePassword');
    await screen.row('臺灣網路認證').waitFor();
    t.equal(await screen.button('sectionStaff').count(), 0, 'accounts are not an officer’s');
    t.same(chen.complaints, [], 'nothing in the browser’s console');
  });
});

await t.test('making a supervisor: the second one at the same screen', async (t) => {
  const { page, counter, complaints } = await consoleOf(supervisor);
  await counter.press('sectionStaff');
  await counter.row('chen').click();
  await counter.untilTitle('chen');
  await counter.pick(counter.say('roleSupervisor'));
  await counter.press('changeRole');
  await page.getByRole('heading', { name: '將 chen 設為主管' }).waitFor();
  await checkScreen(t, counter, 'approval needed');
  await counter.field('approverName').fill(supervisor.name);
  await counter.field('approverPassword').fill(supervisor.password);
  await counter.press('approveHere');
  await page.getByRole('alert').getByText('staff.approval.samePerson').waitFor();
  t.equal(await counter.field('approverPassword').inputValue(), '', 'a password does not stay');
  await counter.field('approverName').fill(supervisor2.name);
  await counter.field('approverPassword').fill(supervisor2.password);
  await counter.press('approveHere');
  await counter.row('chen').getByText(counter.say('roleSupervisor')).waitFor();
  await counter.button('ownAccount', { name: supervisor.name }).waitFor();
  t.same(complaints, [], 'nothing in the browser’s console');
});

await t.test('the second one at another console, in English; what was typed elsewhere stays', async (t) => {
  const asking = await consoleOf(supervisor);
  const deciding = await consoleOf(supervisor2, 'en');
  await deciding.page.getByRole('searchbox').fill('half typed');
  await asking.counter.press('sectionStaff');
  await asking.counter.row(officer.name).click();
  await asking.counter.pick(asking.counter.say('roleSupervisor'));
  await asking.counter.press('changeRole');

  await deciding.counter.button('sectionApprovalsCount', { n: 1 }).click();
  await deciding.counter.untilTitle('Approvals');
  const request = deciding.page.getByRole('article', { name: `Make ${officer.name} a supervisor` });
  await checkScreen(t, deciding.counter, 'approvals');
  await request.getByRole('textbox', { name: 'Reason' }).fill('not this year');
  await request.getByRole('button', { name: 'Reject' }).click();
  await request.getByText('Rejected').waitFor();
  await asking.counter.press('sectionApprovals');
  await asking.page.getByText(/not this year/).waitFor();
  await asking.page.getByText(asking.counter.say('approvalRejected')).waitFor();
  await deciding.counter.press('sectionWork');
  t.equal(await deciding.page.getByRole('searchbox').inputValue(), 'half typed');
  t.same([...asking.complaints, ...deciding.complaints], [], 'nothing in the browser’s console');
});

await t.test('an auditor sees everything and is offered nothing to change', async (t) => {
  const { page, counter } = await consoleOf(auditor);
  await counter.row('臺灣網路認證').click();
  await counter.untilTitle(/臺灣網路認證/);
  t.equal(await counter.button('issueNow').count(), 0, 'no issuing');
  await counter.press('sectionStaff');
  await counter.row(supervisor.name).click();
  await counter.untilTitle(supervisor.name);
  for (const word of ['addStaff', 'changeRole', 'disableStaff', 'resetPassword'] as const) {
    t.equal(await counter.button(word).count(), 0, word);
  }
  await counter.button('ownAccount', { name: auditor.name }).click();
  await counter.field('oldPassword').fill('half typed');
  await page.keyboard.press('Alt+1');
  await counter.button('ownAccount', { name: auditor.name }).click();
  t.equal(await counter.field('oldPassword').inputValue(), '', 'a password does not stay behind');
});

await t.test(
  'login by staff card; pulled, the screen is locked and keeps what was typed, except secrets',
  async (t) => {
    const reader = site.pcsc.readers[1] ?? '';
    const card = await site.pcsc.createCard({ stateFile: (await ca.issueCard('lin')).stateFile });
    const { counter: binding, page: bindingPage } = await consoleOf(supervisor);
    await t.test('a card is bound to the officer’s account', async (t) => {
      await binding.press('sectionStaff');
      await binding.row(officer.name).click();
      await binding.untilTitle(officer.name);
      t.ok(await binding.button('bindCard').isDisabled(), 'no card yet');
      await card.insert(1);
      await binding.press('bindCard');
      await binding.button('unbindCard').waitFor();
      await checkScreen(t, binding, 'a card is bound');
      await card.remove();
    });

    const { page, complaints } = await openPage(browser, 'landscape');
    const counter = new CounterScreen(page);
    const pin = counter.field('staffCardPin', { reader });
    const newPin = counter.say('newPin', { pin: 1 });
    await t.test('login by card, at the second try', async (t) => {
      await counter.open(site.gateway.url);
      await page.getByText(counter.say('insertStaffCard')).waitFor();
      await checkScreen(t, counter, 'login by card');
      await card.insert(1);
      await pin.fill('WrongPin1');
      await counter.press('logInByCard');
      await page.getByRole('alert').getByText('card.pin.wrong').waitFor();
      await page.getByText(counter.say('triesLeft', { n: 2 }), { exact: true }).waitFor();
      await pin.fill(staffPins[1]);
      await counter.press('logInByCard');
      await counter.button('ownAccount', { name: officer.name }).waitFor();
      await counter.tile(reader).getByText(counter.say('staffCardIn')).waitFor();
      await binding.tile(reader).getByText(binding.say('staffCardIn')).waitFor();
    });

    await t.test('the card is pulled while a PIN is half typed: the screen is locked', async (t) => {
      await counter.row('臺灣網路認證').click();
      await counter.untilTitle(/臺灣網路認證/);
      await counter.pick(counter.say('pinsChosen'));
      await page.getByLabel(newPin, { exact: true }).fill('HalfTyped1');
      await card.remove();
      await counter.untilTitle(counter.say('screenLocked'));
      await page.getByText(counter.say('lockedBy', { name: officer.name })).waitFor();
      // What lies behind the lock is still in the document, in the work list as in the case.
      const shown = page.getByText('臺灣網路認證').filter({ visible: true });
      t.equal(await shown.count(), 0, 'nothing of the case is in sight');
      t.equal(await counter.button('logOut').count(), 0);
      await checkScreen(t, counter, 'locked');
    });

    await t.test('the lock in English, and no key leads past it', async (t) => {
      await counter.choose('en');
      await page.getByText('The staff card was pulled.').waitFor();
      await checkScreen(t, counter, 'locked, in English');
      await counter.choose('zh-TW');
      await page.keyboard.press('Alt+3');
      t.equal(await counter.title(), counter.say('screenLocked'), 'no key leads past it');
    });

    await t.test('the card in another reader unlocks', async (t) => {
      const anywhere = site.pcsc.readers[3] ?? '';
      await card.insert(3);
      await counter.field('staffCardPin', { reader: anywhere }).fill(staffPins[1]);
      await counter.press('unlockScreen');
      await counter.untilTitle(/臺灣網路認證/);
      t.ok(await counter.radio(counter.say('pinsChosen')).isChecked(), 'the choice is still made');
      t.equal(await page.getByLabel(newPin, { exact: true }).inputValue(), '', 'the PIN is not');
      t.notMatch(await page.content(), 'HalfTyped1');
    });

    await t.test('another person begins afresh', async (t) => {
      await card.remove();
      await counter.untilTitle(counter.say('screenLocked'));
      await counter.press('logInAsOther');
      await counter.untilTitle(counter.say('staffLogin'));
      await counter.logIn(supervisor2.name, supervisor2.password);
      await counter.button('ownAccount', { name: supervisor2.name }).waitFor();
      t.equal(await page.getByRole('heading', { name: /臺灣網路認證/ }).count(), 0, 'another person begins afresh');
    });

    await t.test('the maintainer’s page is locked as well', async (t) => {
      const status = new StatusScreen(await page.context().newPage());
      await goTo(status.page, site.gateway.url, 'status');
      await status.untilTitle(status.say('staffLogin'));
      await card.insert(1);
      await status.page.getByLabel(status.say('staffCardPin', { reader })).fill(staffPins[1]);
      await status.press('logInByCard');
      const again = status.page.getByText(status.say('checkAgain'), { exact: true });
      await again.waitFor();
      await card.remove();
      await status.untilTitle(status.say('screenLocked'));
      t.equal(await again.isVisible(), false, 'nothing of the list is in sight');
      t.same(await axeViolations(status.page), [], 'axe');
      await status.page.close();
    });

    t.same(complaints, [], 'nothing in the browser’s console');
    await bindingPage.close();
  },
);

await t.test('the second person approves here with a staff card', async (t) => {
  const card = await site.pcsc.createCard({ stateFile: (await ca.issueCard('wu')).stateFile });
  await card.insert(2);
  const own = await consoleOf(supervisor2);
  await own.counter.press('sectionStaff');
  await own.counter.row(supervisor2.name).click();
  await own.counter.press('bindCard');
  await own.counter.button('unbindCard').waitFor();
  const { page, counter } = await consoleOf(supervisor);
  await counter.press('sectionStaff');
  await counter.row(auditor.name).click();
  await counter.pick(counter.say('roleSupervisor'));
  await counter.press('changeRole');
  await checkScreen(t, counter, 'approval by card');
  await counter.field('staffCardPin', { reader: site.pcsc.readers[2] ?? '' }).fill(staffPins[1]);
  await counter.press('approveByCard');
  await counter.row(auditor.name).getByText(counter.say('roleSupervisor')).waitFor();
  await page.close();
});
t.end();
