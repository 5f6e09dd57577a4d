/** What a page keeps: whatever the next person, or a program beside the browser, could find there. */
import type { Page } from 'playwright-core';

const script = `(async () => JSON.stringify({
  databases: await Promise.all((await indexedDB.databases()).map(({ name }) => new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => {
      const stores = Array.from(opening.result.objectStoreNames);
      const values = stores.map((store) => new Promise((read) => {
        const all = opening.result.transaction(store).objectStore(store).getAll();
        all.onsuccess = () => read(all.result);
      }));
      Promise.all(values).then((found) => { opening.result.close(); resolve([name, stores, found]); });
    };
  }))),
  document: document.documentElement.outerHTML,
  fields: Array.from(document.querySelectorAll('input, textarea'), ({ value }) => value),
  storage: [{ ...localStorage }, { ...sessionStorage }, await caches.keys()],
  page: [window.name, document.title, location.href, document.cookie, history.state],
}))()`;

/** @returns which of these texts are in the document, in fields, in storage, in caches, in the address or in the history */
export async function leftovers(page: Page, texts: Iterable<string>): Promise<string[]> {
  const { origins } = await page.context().storageState();
  const kept = (await page.evaluate<string>(script)) + JSON.stringify(origins);
  return [...texts].filter((text) => kept.includes(text));
}
