/** What a page keeps: whatever the next person, or a program beside the browser, could find there. */
import type { Page } from 'playwright-core';

const script = `(async () => JSON.stringify({
  document: document.documentElement.outerHTML,
  fields: Array.from(document.querySelectorAll('input, textarea'), ({ value }) => value),
  storage: [{ ...localStorage }, { ...sessionStorage }, await caches.keys()],
  page: [window.name, document.title, location.href, document.cookie, history.state],
}))()`;

/** @returns which of these texts are in the document, in fields, in storage, in caches, in the address or in the history */
export async function leftovers(page: Page, texts: Iterable<string>): Promise<string[]> {
  const { origins } = await page.context().storageState({ indexedDB: true });
  const kept = (await page.evaluate<string>(script)) + JSON.stringify(origins);
  return [...texts].filter((text) => kept.includes(text));
}
