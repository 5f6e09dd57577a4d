/** A walk through the kiosk's screens as one person: each screen is looked at, judged, and kept for the guides. */
import type { Browser } from 'playwright-core';
import type { Test } from 'tap';
import type { Language } from '../../kiosk-ui/words/words.js';
import type { CardHandle } from '../harness/rackClient.js';
import type { sizes } from './chromium.js';
import { axeViolations, openPage, takePicture } from './chromium.js';
import { layoutProblems, smallTargets } from './layout.js';
import { leftovers } from './leftovers.js';
import { KioskScreen, type WordKey } from './pages.js';

/** The pictures of docs/kiosk-guide.md. */
const inGuide: ReadonlySet<string> = new Set([
  'kiosk-view-menu',
  'kiosk-view-certificates',
  'kiosk-view-link',
  'kiosk-partner-serial',
  'kiosk-apply-data',
  'kiosk-apply-terms',
  'kiosk-apply-done',
  'kiosk-renew-card',
  'kiosk-renew-confirm',
]);

/** English with the largest letters: what fits then, fits. */
export interface Look {
  readonly language: Language;
  readonly size: keyof typeof sizes;
}

export const looks: readonly Look[] = [
  { language: 'zh-TW', size: 'portrait' },
  { language: 'zh-TW', size: 'landscape' },
  { language: 'en', size: 'portrait' },
  { language: 'en', size: 'landscape' },
];

/** Of one language, at both sizes. */
export function looksIn(language: Language): readonly Look[] {
  return looks.filter((look) => look.language === language);
}

/** What the attract screen says to whoever comes next, in the first language. */
const nobodysTitle = '晶片卡自助服務';

export class KioskWalk extends KioskScreen {
  /** What the browser's console complained about. */
  complaints: readonly string[] = [];
  /** What the person typed or was shown, and nobody after them may see. */
  readonly #canaries = new Set<string>();
  readonly #secrets = new Set<string>();
  readonly #addresses: string[] = [];
  #historyLength = 0;
  readonly #judged = new Set<string>();
  look: Look = { language: 'zh-TW', size: 'portrait' };
  #t: Test | null = null;
  #row = '';

  /** A kiosk that nobody has touched yet. */
  static async start(browser: Browser, url: string, look: Look): Promise<KioskWalk> {
    const { page, complaints } = await openPage(browser, look.size);
    // The clock goes on; a walk may set it.
    await page.clock.install();
    const walk = new KioskWalk(page);
    walk.complaints = complaints;
    walk.look = look;
    page.on('request', (request) => walk.#addresses.push(request.url()));
    await walk.open(url);
    walk.#historyLength = await page.evaluate<number>('history.length');
    return walk;
  }

  /** A new row of functions begins, with the look of this walk: language and text size are forgotten after each visit. */
  async begin(t: Test, row: string): Promise<void> {
    this.#t = t;
    this.#row = row;
    if (this.look.language === 'zh-TW') return;
    await this.choose('en');
    await this.page.getByRole('radio', { name: this.say('textLarge') }).click();
  }

  /** Resolves when the screen with this title is there and was judged. @param picture its name in the guides */
  async see(picture: string, key: WordKey | RegExp, values?: Record<string, string | number>): Promise<void> {
    await (typeof key === 'string' ? this.until(key, values) : this.untilTitle(key));
    await this.judge(picture);
  }

  /** Judges what is shown: accessibility, targets, layout; each kind of screen once a walk. */
  async judge(picture: string): Promise<void> {
    const { language, size } = this.look;
    const file = `kiosk-${this.#row}-${picture}`;
    if (language === 'zh-TW' && size === 'portrait' && inGuide.has(file)) await takePicture(this.page, file);
    if (this.#judged.has(picture)) return;
    this.#judged.add(picture);
    const name = `${this.#row} ${picture}, ${language} ${size}`;
    this.#t?.same(await layoutProblems(this.page), [], `${name}: layout`);
    this.#t?.same(await smallTargets(this.page), [], `${name}: targets`);
    this.#t?.same(await axeViolations(this.page), [], `${name}: axe`);
  }

  override async type(text: string): Promise<void> {
    await this.typeHalf(text);
    await this.page.keyboard.press('Enter');
  }

  /** Types and does not go on. What is masked is not in the document even now. */
  async typeHalf(text: string): Promise<void> {
    this.#canaries.add(text);
    await this.page.keyboard.type(text);
    if ((await this.page.locator('.entry-masked').count()) === 0) return;
    this.#secrets.add(text);
    this.#t?.notOk((await this.page.content()).includes(text), 'what is typed is not in the document');
  }

  override async touch(text: string): Promise<void> {
    this.#canaries.add(text);
    this.#secrets.add(text);
    await super.touch(text);
  }

  /** The person sees this on the way; nobody after them may. */
  shows(text: string): void {
    this.#canaries.add(text);
  }

  /** The visit ends. @param card that lies in the reader, and is taken */
  async leave(card?: CardHandle): Promise<void> {
    await this.press('end');
    if (card !== undefined) await this.untilTitle(/讀卡機裡還有晶片卡/);
    await card?.remove();
    await this.untilNothingStays();
  }

  /** Resolves at the attract screen: nothing of the person who was here is in the browser. */
  async untilNothingStays(): Promise<void> {
    const { page } = this;
    await this.untilTitle(nobodysTitle);
    const inAddress = this.#addresses.join('\n');
    const { origins, cookies } = await page.context().storageState();
    this.#t?.same(await leftovers(page, this.#canaries), [], `${this.#row}: nothing stays`);
    this.#t?.same(
      [...this.#secrets].filter((text) => inAddress.includes(text)),
      [],
      `${this.#row}: no secret in an address`,
    );
    this.#t?.same([origins, cookies], [[], []], `${this.#row}: no cookie, nothing in local storage`);
    const entries = await page.evaluate<number>('history.length');
    this.#t?.equal(entries, this.#historyLength, `${this.#row}: no screen left an entry in the history`);
  }

  /** Account and password, from the entry of the account on. */
  async logIn(account: string, password: string): Promise<void> {
    await this.until('enterAccount');
    await this.type(account);
    await this.until('enterPassword');
    await this.type(password);
  }

  /** Reads the terms to their end and agrees. */
  async agreeToTerms(): Promise<void> {
    await this.until('termsTitle');
    const agree = this.page.getByRole('checkbox', { name: this.say('termsAgree') });
    this.#t?.ok(await agree.isDisabled(), 'not before the end');
    this.#t?.ok(await this.button('termsGoOn').isDisabled(), 'not before the tick');
    await this.judge('terms');
    await this.page.getByRole('region', { name: this.say('termsTitle') }).press('End');
    await this.page.getByText(this.say('termsRead')).waitFor();
    await this.page.getByText(this.say('termsAgree')).click();
    await this.judge('terms-read');
    await this.press('termsGoOn');
  }

  /** Both PINs of the card. */
  async enterPins(pin1: string, pin2: string): Promise<void> {
    await this.see('pin1', 'enterPin1');
    await this.type(pin1);
    await this.see('pin2', 'enterPin2');
    await this.type(pin2);
  }

  /** From the attract screen to what was chosen, without a card. */
  async chooseWithoutCard(key: WordKey): Promise<void> {
    await this.press('touchToStart');
    await this.see('menu', 'menuTitle');
    await this.press(key);
  }
}
