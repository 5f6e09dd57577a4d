/** The batch line as its operator works at it: from the file to the report by the keyboard alone, and each screen in both languages. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { WireBatchLine, WireBatchTile } from '../../daemon/contract/messages.js';
import { readerName } from '../harness/pcscdProcess.js';
import { placeBatchOrder, registerApproved } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import { batchOperator, officer, Site, supervisor } from '../harness/site.js';
import { axeViolations, launchChromium, openPage, takePicture, type sizes } from './chromium.js';
import { layoutProblems, smallTargets } from './layout.js';
import { BatchScreen } from './pages.js';

const labels = ['A1', 'A2', 'A3', 'A4'] as const;
const site = await Site.start({
  readers: 4,
  staff: [batchOperator, supervisor],
  settings: {
    batch: { approvalAbove: 3 },
    readerNames: Object.fromEntries(labels.map((label, index) => [readerName(index), label])),
  },
});
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
});
const line = await site.staff(batchOperator);

interface Look {
  readonly language: 'zh-TW' | 'en';
  readonly size: keyof typeof sizes;
}

async function openBatch({ language, size }: Look): Promise<{ screen: BatchScreen; complaints: readonly string[] }> {
  const { page, complaints } = await openPage(browser, size);
  const screen = new BatchScreen(page);
  await screen.open(site.gateway.url);
  if (language === 'en') await screen.choose('en');
  await screen.logIn(batchOperator.name, batchOperator.password);
  await screen.button('ownAccount', { name: batchOperator.name }).waitFor();
  return { screen, complaints };
}

/** Pictures of docs/operators-guide.md. */
async function judge(t: Test, { page }: BatchScreen, name: string, picture?: string): Promise<void> {
  t.same(await axeViolations(page), [], `${name}: axe`);
  t.same(await smallTargets(page), [], `${name}: targets`);
  t.same(await layoutProblems(page), [], `${name}: layout`);
  if (picture !== undefined) await takePicture(page, picture);
}

const readerId = (index: number): string =>
  [...line.readers.values()].find(({ pcscName }) => pcscName === site.pcsc.readers[index])?.id ?? '';

const registered = await registerApproved(site.ra, 8, 1, { channel: 'batch', withoutPassword: true });
const [first, ...others] = registered.map(({ id }) => id);
/** By the first order, for what comes after it. */
const issuedCards: CardHandle[] = [];
const inFile = [first, ...others.slice(0, 3)];

await t.test('an order from the file to its report, by the keyboard alone', async (t) => {
  const { screen, complaints } = await openBatch({ language: 'zh-TW', size: 'landscape' });
  const { page } = screen;
  const office = await site.staff(officer);
  const early = await site.pcsc.createCard();
  /** The job at the counter. */
  let quicker = '';
  const press = async (target: Parameters<BatchScreen['tabTo']>[0]): Promise<void> => {
    t.ok(await screen.tabTo(target), `${await target.innerText()}: reached by Tab, and seen to be`);
    await page.keyboard.press('Enter');
  };

  await t.test('a reader is taken on the line', async (t) => {
    await page.keyboard.press('Alt+3');
    await press(screen.button('takeOnLineOf', { reader: 'A1' }));
    await screen.button('takeOffLineOf', { reader: 'A1' }).waitFor();
    await judge(t, screen, 'readers');
  });

  await t.test('a file is tried, and its bad lines are told and saved', async (t) => {
    await page.keyboard.press('Alt+2');
    const file = join(site.directory, '十一月.csv');
    const rows = [...inFile, 'R-nowhere', first];
    writeFileSync(file, `registrationId\r\n${rows.join('\r\n')}\r\n`);
    const chooser = page.waitForEvent('filechooser');
    await press(screen.button('fileChoose'));
    await (await chooser).setFiles(file);
    const bad = page.getByRole('group', { name: screen.say('badLines') });
    await bad.getByRole('row').nth(2).waitFor();
    t.same(await bad.getByRole('rowheader').allInnerTexts(), ['6', '7'], 'each bad line by its number');
    t.match(await bad.innerText(), /R-nowhere/);
    await judge(t, screen, 'dry run', 'batch-dry-run');
    const download = page.waitForEvent('download');
    await press(screen.button('badLinesCsv'));
    const csv = readFileSync(await (await download).path(), 'utf8');
    t.match(csv, /^\uFEFF行,欄位,內容,原因\r\n6,registrationId,R-nowhere,/);
  });

  await t.test('its good lines become an order', async (t) => {
    t.ok(await screen.button('placeOrder').isDisabled(), 'not with bad lines');
    await screen.tabTo(page.getByRole('checkbox'));
    await page.keyboard.press('Space');
    await press(screen.button('placeOrder'));
  });

  await t.test('a second person approves', async (t) => {
    await screen.untilTitle('十一月');
    await page.getByRole('heading', { name: screen.say('approvalNeeded') }).waitFor();
    await judge(t, screen, 'approval');
    await screen.tabTo(screen.field('approverName'));
    await page.keyboard.type(supervisor.name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(supervisor.password);
    await page.keyboard.press('Enter');
    await screen.orderState('orderRunning').waitFor();
  });

  await t.test('every reader asks for a card', async (t) => {
    await page.keyboard.press('Alt+1');
    for (const label of labels) await screen.light(label, 'lightInsert').waitFor();
    await judge(t, screen, 'put in');
  });

  await t.test('somebody at the counter is quicker for the first entry', async () => {
    // Its card on the line fails.
    await line.request('PUT', `/api/batch/readers/${encodeURIComponent(readerId(0))}`, { onLine: false });
    await early.insert(0);
    await office.untilCard(site.pcsc.readers[0] ?? '');
    quicker = (await office.createJob({ kind: 'prepareCard', readerId: readerId(0), registrationId: first })).id;
    await office.untilJob(quicker, 'finished');
    await early.remove();
  });

  const cards = await Promise.all([1, 2, 3].map(() => site.pcsc.createCard()));
  await t.test('three cards: one fails, one works, one asks', async () => {
    // Slow enough to be seen.
    await Promise.all(cards.map((card) => card.arm({ kind: 'slow', at: 10, delayMs: 60, apdus: 20 })));
    await cards[0]?.insert(1);
    await screen.light('A2', 'lightBad').waitFor();
    await cards[2]?.arm({ kind: 'damage', at: 3, instruction: 0xd6, damage: { how: 'replace', response: '6581' } });
    await Promise.all([cards[1]?.insert(2), cards[2]?.insert(3)]);
    await screen.light('A3', 'lightWorking').waitFor();
    await screen.light('A4', 'lightAsk').waitFor();
  });

  await t.test('the question is found by arrow keys and answered', async (t) => {
    await page.keyboard.press('Escape');
    await screen.tabTo(screen.light('A2'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').getByRole('heading', { name: 'A4' }).waitFor();
    await judge(t, screen, 'a question', 'batch-question');
    await press(screen.button('tryAgain'));
    await screen.light('A4', 'lightGood').waitFor();
    await page.keyboard.press('Escape');
    await screen.light('A3', 'lightGood').waitFor();
    await judge(t, screen, 'lights');
  });

  await t.test('a card that was issued already is to be taken out', async () => {
    await cards[1]?.remove();
    await screen.light('A3', 'lightInsert').waitFor();
    await early.insert(2);
    await screen.light('A3', 'lightTakeOut').waitFor();
    await early.remove();
  });

  await t.test('a scanner presses nothing; a person has the failed entry made again', async (t) => {
    // The early card is taken out of use: its holder may have another.
    await office.until(() => office.ra?.outbox === 0);
    const serial = office.jobs.get(quicker)?.cardSerial ?? '';
    await office.request(
      'POST',
      `/api/cards/${serial}/spoil`,
      { raId: 'jcic', reason: 'other', note: '' },
      { 'idempotency-key': crypto.randomUUID() },
    );
    // A scanner types a number and Enter: nothing is pressed by that.
    const again = page.getByRole('button', { name: /^重做第 1 筆/ });
    t.ok(await screen.tabTo(again));
    // One upon the other, as fast as a scanner.
    await Promise.all([...Array.from('4790534D000027'), 'Enter'].map((key) => page.keyboard.press(key)));
    t.ok(await again.isVisible(), 'the failure still stands there');
    await page.keyboard.press('ArrowLeft');
    await press(again);
    await screen.light('A3', 'lightInsert').waitFor();
  });

  const [spare, last] = [await site.pcsc.createCard(), await site.pcsc.createCard()];
  await t.test('the last two cards are made', async () => {
    await Promise.all([cards[0]?.remove(), cards[2]?.remove()]);
    await Promise.all([spare.insert(2), last.insert(1)]);
    await Promise.all([screen.light('A2', 'lightGood').waitFor(), screen.light('A3', 'lightGood').waitFor()]);
  });

  await t.test('the order, its letters and its report', async (t) => {
    await page.keyboard.press('Alt+2');
    await screen.orderState('orderFinished').waitFor();
    await judge(t, screen, 'an order');
    const tab = page.getByRole('tab', { name: screen.say('tabEntries') });
    await screen.tabTo(tab);
    await page.keyboard.press('ArrowRight');
    await page.getByText(screen.say('lettersByOthers')).waitFor();
    await judge(t, screen, 'letters');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: screen.say('reportReaders') }).waitFor();
    await judge(t, screen, 'report', 'batch-report');
  });

  await t.test('the report is saved', async (t) => {
    for (const [word, begin] of [
      ['reportPdf', '%PDF-'],
      ['reportCsv', '\uFEFF'],
    ] as const) {
      const saved = page.waitForEvent('download');
      await press(page.getByRole('link', { name: screen.say(word) }));
      t.ok(readFileSync(await (await saved).path(), 'utf8').startsWith(begin), word);
    }
  });

  await Promise.all([spare.remove(), last.remove()]);
  issuedCards.push(spare, last);
  t.same(complaints, [], 'nothing in the browser’s console');
  await page.context().close();
});

await t.test('an order of the RA is taken over, paused, gone on with and stopped', async (t) => {
  await placeBatchOrder(site.ra, { name: 'RA 十二月', registrations: others.slice(3, 5) });
  const { screen, complaints } = await openBatch({ language: 'en', size: 'wide' });
  const { page } = screen;
  await t.test('the order is taken over', async () => {
    await screen.press('sectionOrders');
    await screen.press('newOrder');
    await screen.press('takeOrderOf', { name: 'RA 十二月' });
    await screen.untilTitle('RA 十二月');
    await screen.orderState('orderRunning').waitFor();
  });

  await t.test('it is paused and goes on', async (t) => {
    await screen.press('sectionLine');
    await screen.light('A2', 'lightInsert').waitFor();
    await screen.press('pauseOrder');
    await screen.light('A2', 'lightWait').getByText(screen.say('waitsForPaused')).waitFor();
    await judge(t, screen, 'paused');
    await screen.press('resumeOrder');
    await screen.light('A2', 'lightInsert').waitFor();
  });

  await t.test('it is stopped, at the second asking', async (t) => {
    await screen.press('stopOrder');
    await judge(t, screen, 'is it to be stopped?');
    await screen.press('keepOrder');
    await screen.light('A2', 'lightInsert').waitFor();
    await screen.press('stopOrder');
    await screen.press('stopOrderNow');
    await screen.light('A2', 'lightWait').waitFor();
  });

  t.same(complaints, [], 'nothing in the browser’s console');
  await page.context().close();
});

await t.test('boxes and a lot under quarantine; where a card stands that is not for the line', async (t) => {
  const { screen, complaints } = await openBatch({ language: 'zh-TW', size: 'landscape' });
  const { page } = screen;
  await t.test('a box is received and moved to the line', async (t) => {
    await screen.press('sectionStock');
    await screen.press('boxReceive');
    await screen.pick('isoapplet-pair');
    await screen.field('boxLabel').fill('BOX-0001');
    await screen.field('boxRangeFrom').fill('4790D30000000000000000');
    await screen.field('boxRangeTo').fill('4790D30000000000000063');
    await screen.press('boxReceiveNow');
    await page.getByRole('heading', { name: 'BOX-0001' }).waitFor();
    await screen.pick(screen.say('placeLine'));
    await screen.press('moveNow');
    await page.getByText(`→ ${screen.say('placeLine')}`).waitFor();
    await judge(t, screen, 'a box');
  });

  await t.test('a lot is put under quarantine', async (t) => {
    await page.getByRole('tab', { name: screen.say('quarantines') }).click();
    await screen.press('quarantineNew');
    await screen.field('quarantineKeysFrom').fill('2000-01-01');
    await screen.field('quarantineKeysTo').fill('2000-01-02');
    await screen.field('quarantineReason').fill('金鑰產生器瑕疵');
    await judge(t, screen, 'a new quarantine');
    await screen.press('quarantineNow');
    await page.getByText(screen.say('affectedNone')).waitFor();
    await judge(t, screen, 'a quarantine');
  });

  await t.test('an issued card on the line: where it stands', async (t) => {
    const [issued] = issuedCards;
    await issued?.insert(1);
    await screen.press('sectionLine');
    await screen.light('A2', 'lightTakeOut').click();
    await screen.press('recovery');
    await page.getByRole('heading', { name: screen.say('recoveryWays') }).waitFor();
    await judge(t, screen, 'recovery');
    await issued?.remove();
  });

  t.same(complaints, [], 'nothing in the browser’s console');
  await page.context().close();
});

const looks: readonly Look[] = [
  { language: 'zh-TW', size: 'landscape' },
  { language: 'zh-TW', size: 'wide' },
  { language: 'en', size: 'landscape' },
  { language: 'en', size: 'wide' },
];

/** Sixteen readers, made of those that are there. */
function sixteen(view: WireBatchLine): WireBatchLine {
  const [pattern] = view.tiles;
  if (pattern === undefined) throw new Error('no tile');
  const step = { 'zh-TW': '產生簽章金鑰，請勿抽出晶片卡', en: 'Generating the signing key, leave the card in' };
  const work: WireBatchTile['work'] = {
    ...{ jobId: 'none', orderId: 'none', number: 7, name: '財團法人金融聯合徵信中心', step },
    ...{ stepNumber: 6, stepCount: 20, long: true, stepStartedAt: null },
  };
  const lights = ['insert', 'working', 'takeOut', 'good', 'bad', 'wait'] as const;
  const tiles = Array.from({ length: 16 }, (_, index): WireBatchTile => {
    const light = lights[index % lights.length] ?? 'wait';
    const worked = light === 'working' || light === 'good' || light === 'bad';
    const name = index === 15 ? 'Virtual PCD 00 0F' : `${'ABCD'[Math.floor(index / 4)] ?? ''}${(index % 4) + 1}`;
    const waitsFor = light === 'wait' ? ('order' as const) : null;
    return { ...pattern, readerId: `r${index}`, name, light, waitsFor, work: worked ? work : null };
  });
  return { ...view, tiles };
}

/** A letter's height against the screen's, of the smallest word: 16′ of arc at 2 m are 1/32 of a screen 30 cm high. */
const capHeights = `Array.from(document.querySelectorAll('.line-word'), (word) => {
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(word);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = [fontWeight, fontSize, fontFamily].join(' ');
  return pen.measureText('H').actualBoundingBoxAscent;
})`;

for (const look of looks) {
  await t.test(`sixteen tiles, ${look.language} ${look.size}`, async (t) => {
    const { screen, complaints } = await openBatch(look);
    const { page } = screen;
    await page.route('**/api/batch', async (route) => {
      await route.fulfill({ json: sixteen((await (await route.fetch()).json()) as WireBatchLine) });
    });
    await screen.press('sectionLineReaders');
    await screen.press('sectionLine');
    await page.locator('.line-tile').nth(15).waitFor();
    await judge(t, screen, 'sixteen', look.language === 'zh-TW' && look.size === 'wide' ? 'batch-sixteen' : undefined);
    const heights = await page.evaluate<number[]>(capHeights);
    t.equal(heights.length, 16);
    const { height = 0 } = page.viewportSize() ?? {};
    t.ok(Math.min(...heights) >= height / 32, `letters of ${Math.min(...heights)} px are read from two metres`);
    t.same(complaints, [], 'nothing in the browser’s console');
    await page.context().close();
  });
}
t.end();
