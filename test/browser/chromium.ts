/** Debian's Chromium, as a kiosk or a counter runs it. */
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { projectPath } from '../../base/projectRoot.js';

/** Portrait is the kiosk's own size, wide that of a screen to be read from afar. */
export const sizes = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1280, height: 800 },
  wide: { width: 1920, height: 1080 },
} as const;

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Refusals are answers too; Chromium reports each as a resource that failed to load, or as a handshake with another answer
 * than 101: so ends a stream that is opened at the moment of a logout.
 */
const isRefusal = /^Failed to load resource|^WebSocket connection to .* Unexpected response code: (?:401|423)$/;

/** A page with nothing of another one: its own cookies, its own storage. */
export async function openPage(
  browser: Browser,
  size: keyof typeof sizes,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: sizes[size], reducedMotion: 'reduce', locale: 'zh-TW' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isRefusal.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints };
}

/**
 * Keeps what the screen shows for the guides: below `dist/pictures`, or in the folder that `PICTURES` names.
 * `npm run pictures` takes those of `docs/images` anew.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = projectPath(process.env.PICTURES ?? 'dist/pictures');
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const axeRun = `axe.run(document, ${JSON.stringify({ runOnly: { type: 'tag', values: axeTags }, resultTypes: ['violations'] })})
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`;

/** WCAG 2.2 AA and axe's own best practices. Our pages have no frames, which axe would have to be put into too. @returns what is violated, and where */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  return page.evaluate<string[]>(axeRun);
}
