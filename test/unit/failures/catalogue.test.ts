/** Every failure code has all its words and is thrown by the daemon. */
import t from 'tap';
import { catalogue } from '../../../daemon/contract/failures/catalogue.js';
import type { CatalogueEntry } from '../../../daemon/contract/failures/catalogueEntry.js';
import { raisesCode, readCodeUses } from './codeUses.js';

const entries: readonly (readonly [string, CatalogueEntry])[] = Object.entries(catalogue);

function placeholders(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)[|}]/g)].map(([, name = '']) => name);
  return [...new Set(names)].sort();
}

await t.test('every failure code is thrown by the daemon', async (t) => {
  const uses = await readCodeUses();
  for (const [code] of entries) {
    t.ok(
      uses.some((use) => raisesCode(use, code)),
      `${code} is thrown`,
    );
  }
});

await t.test('every failure code is job.step.reason and has all its words', (t) => {
  for (const [code, entry] of entries) {
    t.match(code, /^[a-z]\w*\.[a-z]\w*\.[a-z]\w*$/, `${code} has three parts`);
    t.ok(entry.status >= 400 && entry.status < 600, `${code} answers with an error status`);
    for (const part of ['happened', 'card', 'next'] as const) {
      const { 'zh-TW': chinese, en: english } = entry[part];
      t.match(chinese, /\p{Script=Han}/u, `${code} says ${part} in Chinese`);
      t.match(english, /^[A-Z“{].*[.?!]$/, `${code} says ${part} in a whole English sentence`);
      t.same(placeholders(chinese), placeholders(english), `${code} names the same facts in both languages in ${part}`);
    }
  }
  t.end();
});
