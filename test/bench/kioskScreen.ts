/** The kiosk's page in Debian's Chromium: how soon it paints, how much it loads, how soon it answers a touch. */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, sizes } from '../browser/chromium.js';
import { Site } from '../harness/site.js';
import type { Bench } from './bench.js';
import { median, spread, type Row } from './row.js';

const limits = { firstPaintMs: 1_000, scriptsKb: 250, touchMs: 100 } as const;
/** What Event Timing leaves out is as quick as a frame: 16 ms. */
const frameMs = 16;

interface Visit {
  readonly paintMs: number;
  readonly scriptBytes: number;
  readonly touchesMs: readonly number[];
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: sizes.portrait, hasTouch: true, locale: 'zh-TW' });
  return context.newPage();
}

/** A context of its own: a cold cache. */
async function visit(browser: Browser, url: string): Promise<Visit> {
  const page = await newPage(browser);
  const scripts: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body());
  });
  await page.goto(new URL('/kiosk', url).href);
  await page.getByRole('heading', { level: 1, name: '晶片卡自助服務' }).waitFor();
  const paintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
  const bytes = (await Promise.all(scripts)).map((script) => gzipSync(script, { level: 9 }).byteLength);
  const touchesMs = await touches(page);
  await page.context().close();
  return { paintMs, scriptBytes: bytes.reduce((sum, size) => sum + size, 0), touchesMs };
}

/** Watches Event Timing: scripts of the page itself, where there is a window. */
const watchTouches = `
  window.seen = [];
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (/^(pointer|click)/.test(name)) window.seen.push(duration);
  }).observe({ type: 'event', durationThreshold: ${frameMs} });`;
/** Entries come after the frame that they tell of. */
const slowestTouch = `new Promise((resolve) =>
  requestAnimationFrame(() => setTimeout(() => resolve(Math.max(0, ...window.seen.splice(0))), 100)))`;

/** Each touch draws the whole screen in the other language. From the touch to the frame that shows it. */
async function touches(page: Page): Promise<number[]> {
  await page.evaluate(watchTouches);
  const times: number[] = [];
  for (const [name, language] of [
    ['English', 'en'],
    ['中文', 'zh-TW'],
    ['English', 'en'],
    ['中文', 'zh-TW'],
  ] as const) {
    await page.getByText(name, { exact: true }).tap();
    await page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
    times.push(Math.max(await page.evaluate<number>(slowestTouch), frameMs));
  }
  return times;
}

function against(name: string, values: readonly number[], limit: number, unit: Row['unit'], note: string): Row {
  const notes = [note, `least – median – most: ${spread(values)}`];
  return { name, ours: median(values), peer: limit, unit, bar: 1, better: 'lower', notes };
}

export const kioskScreen: Bench = {
  rows: ['kiosk.firstPaint', 'kiosk.scripts', 'kiosk.touch'],
  async run(runs, folder) {
    const site = await Site.start({ directory: folder });
    const browser = await launchChromium();
    try {
      // The browser's own first page is not the kiosk's.
      await (await newPage(browser)).goto('about:blank');
      const visits: Visit[] = [];
      for (let run = 0; run < runs; run++) visits.push(await visit(browser, site.gateway.url));
      return [
        against(
          'kiosk.firstPaint',
          visits.map(({ paintMs }) => paintMs),
          limits.firstPaintMs,
          'ms',
          'first contentful paint with a cold cache, against one second',
        ),
        against(
          'kiosk.scripts',
          visits.map(({ scriptBytes }) => scriptBytes / 1_000),
          limits.scriptsKb,
          'kB',
          'scripts that the first screen loads, compressed with gzip',
        ),
        against(
          'kiosk.touch',
          visits.flatMap(({ touchesMs }) => touchesMs),
          limits.touchMs,
          'ms',
          'from a touch to the frame that answers it (Event Timing, in steps of 8 ms), the whole screen drawn anew',
        ),
      ];
    } finally {
      await browser.close();
      await site.stop();
    }
  },
};
