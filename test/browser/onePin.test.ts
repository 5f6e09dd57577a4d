/** A card with one PIN shows one PIN: at the counter that issues it, and at the kiosk that changes and unblocks it. */
import t from 'tap';
import { officer, Site } from '../harness/site.js';
import { axeViolations, launchChromium, openPage } from './chromium.js';
import { KioskWalk, looks } from './kioskWalk.js';
import { smallTargets } from './layout.js';
import { CounterScreen } from './pages.js';

const site = await Site.start({ readers: 2 });
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});

const [, counterReader = ''] = site.pcsc.readers;
const subscriber = { name: '臺灣網路認證', account: 'demo01', password: 'Demo2026' };
const card = await site.pcsc.createCard({ family: 'piv' });
/** Digits, as the card wants them. */
const numbers = ['74019382', '39175026', '58203917', '61940275'] as const;
let held: string = numbers[0];

await t.test('the counter asks for one PIN', async (t) => {
  const { page, complaints } = await openPage(browser, 'landscape');
  const counter = new CounterScreen(page);
  await counter.open(site.gateway.url);
  await counter.logIn(officer.name, officer.password);
  await card.insert(1);
  await counter.tile(counterReader).getByText(counter.say('lifeBlank')).waitFor();
  await counter.row(subscriber.name).click();
  await counter.pick(counterReader);
  await counter.pick(counter.say('pinsChosen'));
  const field = counter.say('newPin', { pin: 1 });
  await page.getByLabel(field, { exact: true }).fill(held);
  t.equal(
    await page.getByLabel(counter.say('newPin', { pin: 2 }), { exact: true }).count(),
    0,
    'and for no second one',
  );
  await page.getByText(counter.say('ruleOnly', { min: 6, max: 8, of: 'digits' })).waitFor();
  t.same(await axeViolations(page), []);
  t.same(await smallTargets(page), []);
  await page.getByLabel(counter.say('again', { field }), { exact: true }).fill(held);
  await counter.press('issueNow');
  await counter.untilIssued();
  t.equal(await page.getByText(counter.say('certTo')).count(), 2, 'two certificates');
  await card.remove();
  t.same(complaints, [], 'nothing in the browser’s console');
});

for (const look of looks) {
  await t.test(`kiosk, ${look.language} ${look.size}`, async (t) => {
    const walk = await KioskWalk.start(browser, site.gateway.url, look);
    const { page } = walk;
    const next = numbers[(numbers.findIndex((one) => one === held) + 1) % numbers.length] ?? '';
    await t.test('it is changed', async (t) => {
      await walk.begin(t, 'one-pin-change');
      await card.insert(0);
      await walk.see('menu', 'menuFine');
      t.equal(await walk.button('changePin', { pin: 2 }).count(), 0, 'there is no second one');
      await walk.change(1, held, next);
      await walk.see('changed', 'changed', { pin: 1 });
      held = next;
      await walk.leave(card);
    });

    await t.test('it is unblocked', async (t) => {
      await walk.begin(t, 'one-pin-unblock');
      await card.presetTries(1, 0);
      await card.insert(0);
      await walk.see('locked', 'menuLocked', { pin: 1 });
      await walk.unblock(1, subscriber.account, subscriber.password, held);
      await walk.judge('unblocked');
      await walk.leave(card);
    });
    t.same(walk.complaints, [], 'nothing in the browser’s console');
    await page.context().close();
  });
}
t.end();
