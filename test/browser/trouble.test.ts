/** What goes wrong at a kiosk, each with its screen: and what is there afterwards. */
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import type { WireJob } from '../../daemon/contract/messages.js';
import { ReferenceRaProcess } from '../harness/referenceRa.js';
import { Site } from '../harness/site.js';
import { axeViolations, launchChromium, openPage } from './chromium.js';
import { smallTargets } from './layout.js';
import { KioskScreen } from './pages.js';

/** A port that is free now: gateway and RA keep theirs over a restart. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const site = await Site.start({ readers: 2, settings: { listen: { port: await freePort() } } });
let ra = site.ra;
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await ra.stop();
  await site.stop();
});

const pins = { pin1: 'Aa12345678', pin2: 'Zz87654321' };
const account = 'demo01';
const password = 'Demo2026';
const card = await site.pcsc.createCard();
const blank = await site.pcsc.createCard();

const staff = await site.staff();
await card.insert(0);
const { id: readerId } = await staff.untilCard(site.pcsc.readers[0] ?? '');
const order = { kind: 'issueCard', readerId, registrationId: 'R-0001', pins: { mode: 'chosen', ...pins } };
await staff.untilJob((await staff.createJob(order)).id, 'finished');
await card.remove();

/** A kiosk whose clock the test can move, in front of a person. */
async function openKiosk(): Promise<KioskScreen> {
  const { page } = await openPage(browser, 'portrait');
  await page.clock.install();
  const kiosk = new KioskScreen(page);
  await kiosk.open(site.gateway.url);
  return kiosk;
}

async function checkScreen(t: Test, { page }: KioskScreen, name: string): Promise<void> {
  t.same(await axeViolations(page), [], `${name}: axe`);
  t.same(await smallTargets(page), [], `${name}: targets`);
}

await t.test('nobody is there any more', async (t) => {
  const kiosk = await openKiosk();
  const dialog = kiosk.page.getByRole('alertdialog');
  await t.test('an account is half typed', async () => {
    await card.presetTries(1, 0);
    await card.insert(0);
    await kiosk.press('unblockPin', { pin: 1 });
    await kiosk.until('enterAccount');
    await kiosk.page.keyboard.type('Z123456789');
  });

  await t.test('somebody is there in time: what was typed stays', async (t) => {
    await kiosk.page.clock.runFor(60_000);
    await dialog.waitFor();
    await checkScreen(t, kiosk, 'countdown');
    await kiosk.press('keepUsing');
    await dialog.waitFor({ state: 'detached' });
    t.equal(await kiosk.page.getByRole('textbox').inputValue(), 'Z123456789', 'what was typed is still there');
  });

  await t.test('nobody is: the visit ends, and the card waits to be taken', async (t) => {
    await kiosk.page.clock.runFor(60_000);
    await dialog.waitFor();
    await kiosk.page.clock.runFor(20_000);
    await kiosk.until('cardLeft');
    t.notMatch(await kiosk.page.content(), 'Z123456789');
    await card.remove();
    await kiosk.until('appName');
  });

  await t.test('the language is forgotten too', async () => {
    await kiosk.choose('en');
    await kiosk.until('appName');
    await kiosk.page.clock.runFor(60_000);
    await kiosk.untilTitle('晶片卡自助服務');
  });
});

await t.test('a card that cannot be used here', async (t) => {
  const kiosk = await openKiosk();
  await kiosk.press('touchToStart');
  await kiosk.press('flowUnblockPin');
  await kiosk.until('insertCard');
  await checkScreen(t, kiosk, 'insert');
  await blank.insert(0);
  await kiosk.until('blankCard');
  await checkScreen(t, kiosk, 'blank card');
  await blank.remove();
  await kiosk.until('insertCard');
});

await t.test('a suspended website account', async (t) => {
  const kiosk = await openKiosk();
  await card.presetTries(1, 0);
  await card.insert(0);
  await kiosk.authorise(1, 'demo07', password);
  await kiosk.untilTitle('網站帳號已暫停使用');
  await checkScreen(t, kiosk, 'suspended');
  t.equal(await kiosk.button('tryAgain').count(), 0, 'nothing to try again');
  await kiosk.press('end');
  await kiosk.until('cardLeft');
  await card.remove();
});

const resetRetryCounter = 0x2c;

/** A locked PIN 1 and a new PIN ordered; what happens at RESET RETRY COUNTER is the test's. */
async function orderUnblock(kiosk: KioskScreen, newPin: string): Promise<void> {
  await kiosk.authorise(1, account, password);
  await kiosk.chooseNewPin(1, newPin);
}

/** What was typed is gone after a pulled card or a restart: the job asks for it again. */
async function answerAgain(kiosk: KioskScreen, newPin: string): Promise<void> {
  await kiosk.press('authoriseAgainNext');
  await kiosk.until('enterAccount');
  await kiosk.type(account);
  await kiosk.until('enterPassword');
  await kiosk.type(password);
  await kiosk.chooseNewPin(1, newPin);
  await kiosk.until('unblocked', { pin: 1 });
}

await t.test('the card is pulled in the middle', async (t) => {
  const kiosk = await openKiosk();
  await t.test('the card is pulled before the new PIN is set', async (t) => {
    await card.presetTries(1, 0);
    await card.insert(0);
    await card.arm(
      { kind: 'slow', at: 1, instruction: resetRetryCounter, delayMs: 3_000 },
      { kind: 'pull', at: 1, instruction: resetRetryCounter, when: 'beforeExecution' },
    );
    await orderUnblock(kiosk, 'Unblocked99');
    await kiosk.until('doNotPull');
    await checkScreen(t, kiosk, 'working');
    await kiosk.until('pulled');
    await card.untilRemoved();
    await checkScreen(t, kiosk, 'pulled');
  });

  await t.test('another card does not take its place', async (t) => {
    await blank.insert(0);
    await kiosk.until('otherCard');
    await checkScreen(t, kiosk, 'other card');
    await blank.remove();
    await kiosk.until('pulled');
  });

  await t.test('the card comes back, and the job is finished', async () => {
    await card.insert(0);
    await answerAgain(kiosk, 'Unblocked99');
  });

  await t.test('the new PIN works', async () => {
    await kiosk.press('doMore');
    await kiosk.until('menuFine');
    await kiosk.change(1, 'Unblocked99', pins.pin1);
    await kiosk.until('changed', { pin: 1 });
    await card.remove();
  });
});

await t.test('the card is pulled and nobody brings it back: the visit ends, the job stays', async (t) => {
  const kiosk = await openKiosk();
  await card.presetTries(1, 0);
  await card.insert(0);
  await card.arm({ kind: 'pull', at: 1, instruction: resetRetryCounter, when: 'beforeExecution' });
  await orderUnblock(kiosk, 'Unblocked99');
  await kiosk.until('pulled');
  await card.untilRemoved();
  await kiosk.page.clock.runFor(60_000);
  await kiosk.until('appName');
  const { jobs } = await staff.request<{ jobs: WireJob[] }>('GET', '/api/jobs');
  t.match(
    jobs.filter(({ state }) => state === 'waitingForCard'),
    [{ kind: 'unblockPin', pin: 1 }],
  );
  await card.insert(0);
  await answerAgain(kiosk, pins.pin1);
  await card.remove();
});

await t.test('the daemon ends in the middle', async (t) => {
  const kiosk = await openKiosk();
  await card.presetTries(1, 0);
  await card.insert(0);
  await card.arm({ kind: 'pull', at: 1, instruction: resetRetryCounter, when: 'beforeExecution' });
  await orderUnblock(kiosk, 'Unblocked99');
  await kiosk.until('pulled');
  await card.untilRemoved();
  await site.gateway.kill();
  await kiosk.until('daemonAway');
  await card.insert(0);
  await site.restartGateway();
  await kiosk.button('authoriseAgainNext').waitFor();
  await checkScreen(t, kiosk, 'log in again');
  await answerAgain(kiosk, pins.pin1);
  await card.remove();
});

await t.test('the RA is away', async (t) => {
  const kiosk = await openKiosk();
  await t.test('an unblocking has to wait', async (t) => {
    await card.presetTries(2, 0);
    await ra.stop();
    await kiosk.page.getByText(kiosk.say('raAway')).waitFor();
    await card.insert(0);
    await kiosk.press('unblockPin', { pin: 2 });
    await kiosk.until('raAwayTitle', { flow: kiosk.say('flowUnblockPin') });
    await checkScreen(t, kiosk, 'RA away');
  });

  await t.test('a PIN is changed without the RA', async () => {
    await kiosk.press('backToMenu');
    await kiosk.change(1, pins.pin1, 'Changed123');
    await kiosk.until('changed', { pin: 1 });
  });

  await t.test('the RA comes back while the person waits', async () => {
    await kiosk.press('doMore');
    await kiosk.press('unblockPin', { pin: 2 });
    await kiosk.until('raAwayTitle', { flow: kiosk.say('flowUnblockPin') });
    ra = await ReferenceRaProcess.start(ra.ready.directory, ['--port', new URL(ra.ready.url).port]);
    await kiosk.until('raBack');
    await kiosk.press('goOn');
    await kiosk.until('enterAccount');
  });

  await card.remove();
  await kiosk.until('interrupted');
});

await t.test('the daemon is away', async (t) => {
  const kiosk = await openKiosk();
  await card.insert(0);
  await kiosk.press('changePin', { pin: 1 });
  await kiosk.until('enterOldPin', { pin: 1 });
  await kiosk.page.keyboard.type('SecretOld1');
  await site.gateway.kill();
  await kiosk.until('daemonAway');
  await checkScreen(t, kiosk, 'daemon away');
  await site.restartGateway();
  await kiosk.page.getByText(kiosk.say('connectionLost')).waitFor();
  t.notMatch(await kiosk.page.content(), 'SecretOld1');
  await card.remove();
});

await t.test('the card is pulled and put into a reader of the counter', async (t) => {
  const kiosk = await openKiosk();
  await card.presetTries(1, 0);
  await card.insert(0);
  await card.arm({ kind: 'pull', at: 1, instruction: resetRetryCounter, when: 'beforeExecution' });
  await orderUnblock(kiosk, 'Unblocked99');
  await kiosk.until('pulled');
  await card.untilRemoved();
  await card.insert(1);
  await kiosk.until('elsewhere');
  await checkScreen(t, kiosk, 'at the counter');
  await kiosk.press('end');
  await kiosk.until('appName');
  await card.remove();
});

await t.test('pcscd is away', async (t) => {
  const kiosk = await openKiosk();
  await site.pcsc.killPcscd();
  await kiosk.until('pcscAway');
  await checkScreen(t, kiosk, 'pcscd away');
  await site.pcsc.restartPcscd();
  await kiosk.until('appName');
});
