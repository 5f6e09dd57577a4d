/** What a person at a screen hears. */
import { EventEmitter, once } from 'node:events';
import type { Page } from 'playwright-core';

/** Tells of every tone once it has sounded to its end: the machine's sound really ran. */
const listenScript = `
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    const hertz = this.frequency.value;
    this.addEventListener('ended', () => window.toneHeard(hertz));
    return start.apply(this, when);
  };`;

/** The tones of one page. */
export class Ear {
  readonly heard: number[] = [];
  readonly #news = new EventEmitter();
  /** How many tones were awaited before. */
  #awaited = 0;

  async listenTo(page: Page): Promise<void> {
    await page.exposeFunction('toneHeard', (hertz: number) => {
      this.heard.push(hertz);
      this.#news.emit('tone');
    });
    await page.addInitScript(listenScript);
  }

  /** Until these are the last tones, all of them heard since the last wait: the same sound of before does not count. */
  async until(tones: readonly number[]): Promise<void> {
    const last = () => this.heard.slice(this.#awaited).slice(-tones.length);
    while (String(last()) !== String(tones)) await once(this.#news, 'tone');
    this.#awaited = this.heard.length;
  }
}

/** In hertz. */
export const tones = { good: [660, 990], bad: [220, 220, 165] } as const;
