/** What goes wrong at the batch line, and its letters, stock and quarantine, as people work at their screens. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { textOf } from '../harness/letterPdf.js';
import { readerName } from '../harness/pcscdProcess.js';
import { registerApproved } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import { runTool } from '../harness/runTool.js';
import { batchOperator, Site, supervisor, supervisor2, type StaffAccount } from '../harness/site.js';
import { axeViolations, launchChromium, openPage, takePicture, type sizes } from './chromium.js';
import { Ear, tones } from './ear.js';
import { layoutProblems, smallTargets } from './layout.js';
import { BatchScreen } from './pages.js';

const paper = mkdtempSync(join(tmpdir(), 'care-letters-'));
const setPrinter = (mode: 'on' | 'hang') => writeFileSync(join(paper, 'mode'), mode);
setPrinter('on');
const printer = fileURLToPath(new URL('../stack/counter/printerMain.js', import.meta.url));
const labels = ['A1', 'A2'] as const;
const site = await Site.start({
  readers: 2,
  staff: [batchOperator, supervisor, supervisor2],
  settings: {
    batch: { approvalAbove: 20 },
    letters: { printCommand: [process.execPath, printer, paper], portion: 2 },
    readerNames: Object.fromEntries(labels.map((label, index) => [readerName(index), label])),
  },
});
const browser = await launchChromium();
t.teardown(async () => {
  await browser.close();
  await site.stop();
  rmSync(paper, { recursive: true, force: true });
});

async function openBatch(who: StaffAccount, language: 'zh-TW' | 'en', size: keyof typeof sizes) {
  const { page, complaints } = await openPage(browser, size);
  const ear = new Ear();
  await ear.listenTo(page);
  const screen = new BatchScreen(page);
  await screen.open(site.gateway.url);
  if (language === 'en') await screen.choose('en');
  await screen.logIn(who.name, who.password);
  await screen.button('ownAccount', { name: who.name }).waitFor();
  return { screen, page, ear, complaints };
}

/** Pictures of docs/operators-guide.md. */
async function judge(t: Test, { page }: BatchScreen, name: string, picture?: string): Promise<void> {
  t.same(await axeViolations(page), [], `${name}: axe`);
  t.same(await smallTargets(page), [], `${name}: targets`);
  t.same(await layoutProblems(page), [], `${name}: layout`);
  if (picture !== undefined) await takePicture(page, picture);
}

const registered = await registerApproved(site.ra, 5, 1, { channel: 'batch', withoutPassword: true });
const orderName = '十二月';
/** By the first walk, for what comes after it. */
const issuedCards: CardHandle[] = [];

/** A card that answers with a memory failure in the middle, once. */
async function faulty(): Promise<CardHandle> {
  const card = await site.pcsc.createCard();
  await card.arm({ kind: 'damage', at: 3, instruction: 0xd6, damage: { how: 'replace', response: '6581' } });
  return card;
}

await t.test(
  'a file is dropped; cards are set aside, gone on with and spoiled at their tiles; all of it is heard',
  async (t) => {
    const { screen, page, ear, complaints } = await openBatch(batchOperator, 'zh-TW', 'landscape');
    const [one, two, three] = [await faulty(), await faulty(), await faulty()];
    await t.test('the kiosk’s reader is taken on the line', async () => {
      await screen.press('sectionLineReaders');
      await screen.press('takeOnLineOf', { reader: 'A1' });
      await screen.button('takeOffLineOf', { reader: 'A1' }).waitFor();
    });

    await t.test('what is no file, is gone, or is not alone is not read, and the page says so', async (t) => {
      await screen.press('sectionOrders');
      await screen.press('newOrder');
      const folder = t.testdir({ within: { 'order.csv': 'registrationId\nR-1\n' }, 'a.csv': 'x', 'b.csv': 'y' });
      const cdp = await page.context().newCDPSession(page);
      const alert = page.locator('p.problem[role=alert]');
      for (const [word, files] of [
        ['fileFolder', ['within']],
        ['fileMany', ['a.csv', 'b.csv']],
        ['fileUnreadable', ['gone.csv']],
        ['fileNone', []],
      ] as const) {
        const items = files.length === 0 ? [{ mimeType: 'text/plain', data: 'R-1' }] : [];
        const data = { items, files: files.map((name) => join(folder, name)), dragOperationsMask: 1 };
        for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
          await cdp.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
        }
        await alert.getByText(screen.say(word)).waitFor();
        t.equal(
          await page.locator('.file-place span').first().innerText(),
          screen.say('fileDrop'),
          `${word}: none is named`,
        );
        t.notOk(await page.getByText(screen.say('fileTrying')).isVisible(), 'and nothing is under way');
      }
      await judge(t, screen, 'not read');
      await cdp.detach();
    });

    await t.test('a file is dropped', async (t) => {
      const drop = async (name: string, rows: readonly string[], on: string): Promise<void> => {
        const content = `registrationId\r\n${rows.join('\r\n')}\r\n`;
        const dataTransfer = await page.evaluateHandle(`(() => {
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}, { type: 'text/csv' }));
      return data;
    })()`);
        await page.dispatchEvent(on, 'dragover', { dataTransfer });
        t.equal(await page.locator('.file-place').getAttribute('data-over'), 'true', 'it may be let go here');
        await page.dispatchEvent(on, 'drop', { dataTransfer });
      };
      const ids = registered.map(({ id }) => id);
      await drop('bad.csv', [...ids, 'R-nowhere'], '.file-place');
      const bad = page.getByRole('group', { name: screen.say('badLines') });
      t.match(await bad.getByRole('row').last().innerText(), /^7\s+registrationId\s+R-nowhere/);
      t.ok(await screen.button('placeOrder').isDisabled());
      await judge(t, screen, 'dropped');
      await drop(`${orderName}.csv`, ids, 'h1');
      await screen.button('placeOrder').and(page.locator(':enabled')).click();
      await screen.orderState('orderRunning').waitFor();
    });

    await t.test('a card is set aside and gone on with', async (t) => {
      await screen.press('sectionLine');
      await one.insert(0);
      await screen.light('A1', 'lightAsk').click();
      await ear.until(tones.bad);
      await screen.press('setAside');
      await screen.light('A1', 'lightBad').waitFor();
      await screen.press('recovery');
      await page.getByRole('heading', { name: screen.say('recoveryWays') }).waitFor();
      await judge(t, screen, 'ways on');
      await screen.press('wayGoOn');
      await screen.light('A1', 'lightGood').waitFor();
      await ear.until(tones.good);
    });

    await t.test('without sounds: a card is set aside and goes on in another reader', async (t) => {
      // Without sounds: the next one is seen, and not heard.
      await page.keyboard.press('Escape');
      await page
        .locator('label')
        .filter({ hasText: screen.say('sound') })
        .click();
      const before = ear.heard.length;
      await two.insert(1);
      await screen.light('A2', 'lightAsk').click();
      await screen.press('setAside');
      await screen.light('A2', 'lightBad').waitFor();
      await two.remove();
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: screen.say('outside') }).waitFor();
      await judge(t, screen, 'to be put back', 'batch-put-back');
      await one.remove();
      issuedCards.push(one);
      await two.insert(0);
      await screen.light('A1', 'lightGood').waitFor();
      t.equal(ear.heard.length, before, 'switched off');
    });

    await t.test('sounds are switched on and tried', async () => {
      await page
        .locator('label')
        .filter({ hasText: screen.say('sound') })
        .click();
      await screen.press('soundTry');
      await ear.until(tones.good);
    });

    await t.test('a card is spoiled at its tile', async (t) => {
      await three.insert(1);
      await screen.light('A2', 'lightAsk').click();
      await screen.press('spoilThisCard');
      await judge(t, screen, 'is it to be spoiled');
      await screen.press('spoilThisNow');
      await screen.light('A2', 'lightTakeOut').waitFor();
      await Promise.all([two.remove(), three.remove()]);
    });

    await t.test('the order is finished', async () => {
      for (const [left, right] of [
        [0, 1],
        [0, null],
      ]) {
        const cards = await Promise.all(
          [left, right].map(async (reader) => (reader == null ? null : insertBlank(reader))),
        );
        for (const card of cards) {
          if (card === null) continue;
          await screen.light(labels[card.reader] ?? '', 'lightGood').waitFor();
          await card.handle.remove();
        }
      }
      await screen.press('sectionOrders');
      await screen.orderState('orderFinished').waitFor();
    });

    t.same(complaints, [], 'nothing in the browser’s console');
    await page.context().close();
  },
);

async function insertBlank(reader: number): Promise<{ readonly handle: CardHandle; readonly reader: number }> {
  const handle = await site.pcsc.createCard();
  await handle.insert(reader);
  return { handle, reader };
}

await t.test('a lot is put under quarantine, and released by two', async (t) => {
  const { screen, page, complaints } = await openBatch(supervisor, 'en', 'wide');
  await t.test('where an issued card stands', async (t) => {
    const [issued] = issuedCards;
    await issued?.insert(1);
    await screen.light('A2', 'lightTakeOut').click();
    await screen.press('recovery');
    await page.getByRole('heading', { name: screen.say('recoveryWays') }).waitFor();
    await judge(t, screen, 'where an issued card stands');
    await issued?.remove();
  });

  await t.test('a box is received', async (t) => {
    await screen.press('sectionStock');
    await screen.press('boxReceive');
    await judge(t, screen, 'a new box');
    await screen.pick('isoapplet-pair');
    await screen.field('boxLabel').fill('BOX-0007');
    await screen.field('boxRangeFrom').fill('4790D30000000000000000');
    await screen.field('boxRangeTo').fill('4790D30000000000000063');
    await screen.press('boxReceiveNow');
    await page.getByRole('heading', { name: 'BOX-0007' }).waitFor();
    await judge(t, screen, 'a box');
  });

  await t.test('a lot is put under quarantine', async (t) => {
    await page.getByRole('tab', { name: screen.say('quarantines') }).click();
    await screen.press('quarantineNew');
    await screen.field('quarantineKeysFrom').fill('2026-01-01');
    await screen.field('quarantineReason').fill('Weak random numbers');
    await judge(t, screen, 'a new quarantine');
    await screen.press('quarantineNow');
    await page.getByRole('table').waitFor();
    t.equal(await page.getByRole('rowheader').count(), 5, 'everything that was issued from it');
    await judge(t, screen, 'a quarantine');
  });

  await t.test('it is released by two', async (t) => {
    await screen.field('quarantineLiftReason').fill('The maker’s report clears the lot');
    await screen.press('quarantineLift');
    await screen.field('approverName').fill(supervisor2.name);
    await page.getByLabel(screen.say('approverPassword'), { exact: true }).fill(supervisor2.password);
    await judge(t, screen, 'a second person');
    await screen.press('approveHere');
    const lot = page.getByRole('button', { name: 'Weak random numbers' });
    await lot.getByText(screen.say('quarantineLifted')).waitFor();
    await page.getByText(`Asked by ${supervisor.name}, approved by ${supervisor2.name}`).waitFor();
    await judge(t, screen, 'a lot that was released');
  });

  t.same(complaints, [], 'nothing in the browser’s console');
  await page.context().close();
});

/** Files that came out of the printer, by the PINs' cards on them. */
async function sheets(): Promise<string[]> {
  const files = readdirSync(paper).filter((name) => name.endsWith('.pdf'));
  const texts = await Promise.all(files.map((name) => textOf(join(paper, name))));
  return texts.flatMap((text) => text.split('\f').slice(0, -1));
}

/** Resolves with them once there are so many. */
async function untilSheets(count: number): Promise<string[]> {
  const watcher = watch(paper);
  try {
    for (;;) {
      const change = once(watcher, 'change');
      const found = await sheets();
      if (found.length >= count) return found;
      await change;
    }
  } finally {
    watcher.close();
  }
}

await t.test(
  'letters that a kill -9 broke off: the rest goes on, and a person tells of what was in the printer',
  async (t) => {
    const before = await openBatch(supervisor, 'zh-TW', 'landscape');
    const toLetters = async (screen: BatchScreen): Promise<void> => {
      await screen.press('sectionOrders');
      await screen.page.getByRole('tab', { name: screen.say('tabOrderLetters') }).click();
    };
    await t.test('the letters are being printed when the gateway is killed', async (t) => {
      await toLetters(before.screen);
      setPrinter('hang');
      const watcher = watch(paper);
      await before.screen.press('lettersPrint');
      while (!readdirSync(paper).includes('begun')) await once(watcher, 'change');
      watcher.close();
      await judge(t, before.screen, 'letters at work');
      await site.gateway.kill();
      process.kill(Number(readFileSync(join(paper, 'begun'), 'utf8')), 'SIGKILL');
      await before.page.context().close();
      setPrinter('on');
      await site.restartGateway();
    });

    const { screen, page, complaints } = await openBatch(supervisor, 'zh-TW', 'landscape');
    await t.test('what surely had not left goes on', async (t) => {
      await toLetters(screen);
      await page.getByText(screen.say('lettersBrokenOff')).waitFor();
      await judge(t, screen, 'letters broken off', 'batch-letters');
      await screen.press('lettersGoOn', { n: 3 });
      await page.getByText(screen.say('lettersRunEnded')).waitFor();
      t.equal((await sheets()).length, 3, 'what surely had not left, and nothing else');
    });

    await t.test('a person tells what came out of the printer', async (t) => {
      await page.getByText(screen.say('lettersInDoubtOf', { numbers: '1-2' })).waitFor();
      await screen.field('lettersWhich').fill('1');
      await screen.press('lettersCameOut');
      await page.getByText(screen.say('lettersInDoubtOf', { numbers: '2' })).waitFor();
      await screen.press('lettersDidNot');
      // While letters are printed nobody can settle: the answer is awaited first.
      await page.getByRole('region', { name: screen.say('lettersInDoubt') }).waitFor({ state: 'detached' });
      await screen.press('lettersPrint');
      const figure = (value: number) =>
        page.locator('.figures').filter({ hasText: `${screen.say('lettersPrinted')}${value}` });
      await figure(5).waitFor();
      t.equal((await sheets()).length, 4, 'the second card’s letter; each came out once');
    });

    await t.test('a letter is printed again, with a reason', async (t) => {
      await screen.field('lettersNumbers').fill('3');
      await screen.field('lettersAgainReason').fill('紙張污損');
      await screen.press('lettersPrintAgain');
      t.equal((await untilSheets(5)).filter((text) => text.includes('補印 1')).length, 1, 'the paper says so');
      await judge(t, screen, 'letters');
    });

    t.same(complaints, [], 'nothing in the browser’s console');
    await page.context().close();
  },
);

await t.test('an order of another day is found, with its report', async (t) => {
  await site.gateway.stop();
  const database = join(site.gatewaySettings.directory, 'state', 'gateway.db');
  const { code } = await runTool('sqlite3', [database, "UPDATE batch_order SET ended_at = '2026-01-31T09:00:00.000Z'"]);
  t.equal(code, 0);
  await site.restartGateway();
  for (const [language, size] of [
    ['zh-TW', 'landscape'],
    ['en', 'wide'],
  ] as const) {
    const { screen, page, complaints } = await openBatch(batchOperator, language, size);
    await screen.press('sectionOrders');
    await page.getByText(screen.say('noOrders')).waitFor();
    await screen.press('pastOrders');
    await screen.field('pastOrdersFind').fill('no such');
    await screen.press('boxFindNow');
    await page.getByText(screen.say('pastOrdersNone')).waitFor();
    await screen.field('pastOrdersFind').fill(orderName.slice(1));
    await screen.press('boxFindNow');
    await screen.button('pastOrderOpenOf', { name: orderName }).waitFor();
    await judge(t, screen, `past orders ${language}`);
    await screen.press('pastOrderOpenOf', { name: orderName });
    await screen.untilTitle(orderName);
    await page.getByRole('tab', { name: screen.say('tabOrderLetters') }).click();
    await page.getByText(screen.say('lettersByOthers')).waitFor();
    await judge(t, screen, `past letters ${language}`);
    await page.getByRole('tab', { name: screen.say('tabOrderReport') }).click();
    await page.getByRole('heading', { name: screen.say('reportSpoiled') }).waitFor();
    t.equal(
      await page.getByText(screen.say('spoilPersonalisationFailed')).count(),
      1,
      'why a card was spoiled, in words',
    );
    await judge(t, screen, `past report ${language}`);
    t.same(complaints, [], 'nothing in the browser’s console');
    await page.context().close();
  }
});
t.end();
