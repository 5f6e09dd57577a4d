/** What a person does at the two screens, by the roles and words that a person meets. */
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Place } from '../../daemon/contract/messages.js';
import { kioskPageWords } from '../../kiosk-ui/words/kioskPage.js';
import { makeWords, type Words } from '../../kiosk-ui/words/say.js';
import { staffPageWords } from '../../kiosk-ui/words/staffPages.js';
import { codeFor } from '../harness/testScreen.js';
import type { Language } from '../../kiosk-ui/words/words.js';

const everyWord = { ...kioskPageWords, ...staffPageWords };
export type WordKey = keyof typeof everyWord;

/** Browser profiles that were enrolled: for the kiosk, or for pages of staff. */
const enrolled = new WeakMap<BrowserContext, Set<'kiosk' | 'staff'>>();

/** Opens a page of the gateway; at first use its browser profile is enrolled, with a code in the address. */
export async function goTo(page: Page, url: string, place: Place): Promise<void> {
  const kind = place === 'kiosk' ? 'kiosk' : 'staff';
  const known = enrolled.get(page.context()) ?? new Set();
  enrolled.set(page.context(), known);
  const hash = known.has(kind) ? '' : `#enrol=${await codeFor(url, place)}`;
  known.add(kind);
  await page.goto(new URL(`/${place}${hash}`, url).href);
}

/** A screen in one language: everything is found by its words. */
class Screen {
  protected words: Words<WordKey> = makeWords('zh-TW', everyWord);

  constructor(readonly page: Page) {}

  /** The button of the language switch stands there in its own language. */
  async choose(language: Language): Promise<void> {
    await this.page.getByRole('radio', { name: language === 'en' ? 'English' : '中文' }).click();
    this.words = makeWords(language, everyWord);
  }

  say(key: WordKey, values?: Record<string, string | number>): string {
    return this.words.say(key, values);
  }

  button(key: WordKey, values?: Record<string, string | number>): Locator {
    return this.page.getByRole('button', { name: this.say(key, values), exact: true });
  }

  async press(key: WordKey, values?: Record<string, string | number>): Promise<void> {
    await this.button(key, values).click();
  }

  /** Resolves when the screen's heading says so. */
  async untilTitle(title: string | RegExp): Promise<void> {
    try {
      await this.page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    } catch (error) {
      const shown = await this.page.locator('body').innerText();
      throw new Error(`not shown: ${String(title)}\nshown: ${shown}`, { cause: error });
    }
  }

  /** @returns the heading */
  async title(): Promise<string> {
    return (await this.page.getByRole('heading', { level: 1 }).textContent()) ?? '';
  }
}

export type Pin = 1 | 2;

export class KioskScreen extends Screen {
  async open(url: string): Promise<void> {
    await goTo(this.page, url, 'kiosk');
    await this.untilTitle(this.say('appName'));
  }

  /** Resolves when the screen with this title is shown. */
  until(key: WordKey, values?: Record<string, string | number>): Promise<void> {
    return this.untilTitle(this.say(key, values));
  }

  /** Types with the machine's keyboard and goes on. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  /** Touches the keys of the screen's own keypad, changing pages and capitals as needed. */
  async touch(text: string): Promise<void> {
    const keypad = this.page.getByRole('group', { name: this.say('keypad') });
    const key = (name: string) => keypad.getByRole('button', { name, exact: true });
    let page = 'digits';
    for (const character of text) {
      const wanted = /[\d.-]/.test(character) ? 'digits' : /[a-z@_]/i.test(character) ? 'letters' : 'symbols';
      if (page !== wanted) await key(this.say(pageKeys[wanted])).click();
      page = wanted;
      const capital = /[A-Z]/.test(character);
      if (wanted === 'letters') {
        const shift = key(this.say('keyShift'));
        if (((await shift.getAttribute('aria-pressed')) === 'true') !== capital) await shift.click();
      }
      await key(capital ? this.say('capital', { letter: character }) : character).click();
    }
  }

  /** From the card's menu to the entry of the new PIN. */
  async authorise(pin: Pin, account: string, password: string): Promise<void> {
    await this.press('unblockPin', { pin });
    await this.until('enterAccount');
    await this.type(account);
    await this.until('enterPassword');
    await this.type(password);
  }

  /** From the entry of the new PIN to the job. */
  async chooseNewPin(pin: Pin, newPin: string): Promise<void> {
    await this.until('enterNewPin', { pin });
    await this.type(newPin);
    await this.until('enterNewPinAgain');
    await this.type(newPin);
  }

  /** From the card's menu to the good news. */
  async unblock(pin: Pin, account: string, password: string, newPin: string): Promise<void> {
    await this.authorise(pin, account, password);
    await this.chooseNewPin(pin, newPin);
    await this.until('unblocked', { pin });
  }

  /** From the card's menu to the job; with one try left the person says so. */
  async change(pin: Pin, oldPin: string, newPin: string, lastTry = false): Promise<void> {
    await this.press('changePin', { pin });
    if (lastTry) await this.press('yesIKnow');
    await this.until('enterOldPin', { pin });
    await this.type(oldPin);
    await this.chooseNewPin(pin, newPin);
  }
}

const pageKeys = { digits: 'keyDigitsName', letters: 'keyLettersName', symbols: 'keySymbolsName' } as const;

export class CounterScreen extends Screen {
  async open(url: string): Promise<void> {
    await goTo(this.page, url, 'counter');
    await this.untilTitle(this.say('staffLogin'));
  }

  async logIn(name: string, password: string): Promise<void> {
    await this.field('staffName').fill(name);
    await this.field('staffPassword').fill(password);
    await this.press('logIn');
  }

  field(key: WordKey, values?: Record<string, string | number>): Locator {
    return this.page.getByRole('textbox', { name: this.say(key, values), exact: true });
  }

  /** A row of the work list. @param text a part of its name or identifier */
  row(text: string): Locator {
    return this.page.getByRole('option').filter({ hasText: text });
  }

  /** A reader's tile. */
  tile(readerName: string): Locator {
    return this.page
      .getByRole('region', { name: this.say('readers'), exact: true })
      .getByRole('listitem')
      .filter({ has: this.button('showReader', { reader: readerName }) });
  }

  radio(name: string): Locator {
    return this.page.getByRole('radio', { name: new RegExp(`^${name}`) });
  }

  /**
   * Issues a card for the case that is open.
   * @param pins chosen at the counter; without them they are drawn
   */
  async issue(readerName: string, pins?: { readonly pin1: string; readonly pin2: string }): Promise<void> {
    await this.pick(readerName);
    if (pins !== undefined) {
      await this.pick(this.say('pinsChosen'));
      for (const [pin, value] of [
        [1, pins.pin1],
        [2, pins.pin2],
      ] as const) {
        const field = this.say('newPin', { pin });
        await this.page.getByLabel(field, { exact: true }).fill(value);
        await this.page.getByLabel(this.say('again', { field }), { exact: true }).fill(value);
      }
    }
    await this.press('issueNow');
  }

  /** Resolves when the case says that its card is issued. */
  async untilIssued(): Promise<void> {
    await this.page.getByText(this.say('cardIssued')).waitFor();
  }

  /** The input of a choice lies under its drawing: the drawing is what a person clicks. */
  async pick(name: string): Promise<void> {
    await this.page
      .locator('label')
      .filter({ has: this.radio(name) })
      .click();
  }
}

export class BatchScreen extends CounterScreen {
  override async open(url: string): Promise<void> {
    await goTo(this.page, url, 'batch');
    await this.untilTitle(this.say('staffLogin'));
  }

  /** A reader's tile on the line. @param light its word; any when absent */
  light(readerName: string, light?: WordKey): Locator {
    const tile = this.page.locator('.line-tile').filter({ hasText: readerName });
    return light === undefined ? tile : tile.filter({ hasText: this.say(light) });
  }

  /** The state of the order that is open. */
  orderState(word: WordKey): Locator {
    return this.page.getByRole('main').getByRole('status').getByText(this.say(word), { exact: true });
  }

  /** Goes there by Tab alone. @returns whether it shows that it has the focus */
  async tabTo(target: Locator): Promise<boolean> {
    const focused = target.and(this.page.locator(':focus'));
    for (let steps = 0; steps < 80 && (await focused.count()) === 0; steps += 1) await this.page.keyboard.press('Tab');
    return (await focused.count()) === 1 && (await this.page.evaluate<boolean>(showsFocus));
  }
}

/** An outline around it, or around the drawing that stands for it. */
const showsFocus = `(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement.closest('label') ?? document.activeElement);
  return outlineStyle !== 'none' && outlineWidth !== '0px';
})()`;

export class StatusScreen extends Screen {
  async open(url: string): Promise<void> {
    await goTo(this.page, url, 'status');
    await this.untilTitle(this.say('staffLogin'));
  }

  async logIn(name: string, password: string): Promise<void> {
    await this.page.getByRole('textbox', { name: this.say('staffName'), exact: true }).fill(name);
    await this.page.getByRole('textbox', { name: this.say('staffPassword'), exact: true }).fill(password);
    await this.press('logIn');
    await this.untilTitle(this.say('environmentName'));
  }

  /** A check of the list, by its title. */
  check(title: string): Locator {
    return this.page
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('heading', { name: title, exact: true }) });
  }

  mendAll(): Locator {
    return this.page.getByRole('button', { name: /^(全部修復|Mend all)/ });
  }
}
