/** The words of the screens: there in both languages, each used, well formed, Chinese as it is written in Taiwan. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { makeWords } from '../../../kiosk-ui/words/say.js';
import { kioskPageWords } from '../../../kiosk-ui/words/kioskPage.js';
import { staffPageWords } from '../../../kiosk-ui/words/staffPages.js';
import { languages } from '../../../kiosk-ui/words/words.js';

const words = { ...kioskPageWords, ...staffPageWords };
type WordKey = keyof typeof words;
const keys = Object.keys(words) as WordKey[];

await t.test('every word is there in both languages, with the same values to fill in', (t) => {
  for (const key of keys) {
    const [chinese, english] = languages.map((language) => words[key][language]);
    t.not(chinese?.trim(), '', `${key} in Chinese`);
    t.not(english?.trim(), '', `${key} in English`);
    t.same(valuesOf(chinese ?? ''), valuesOf(english ?? ''), key);
  }
  t.end();
});

await t.test('no word stands in two files', async (t) => {
  const folder = new URL('../../../kiosk-ui/words/', import.meta.url);
  // These put the subjects' tables together, or say them.
  const others = ['words.js', 'shared.js', 'kioskPage.js', 'staffPages.js', 'say.js', 'language.js'];
  const files = (await readdir(folder)).filter((file) => file.endsWith('.js') && !others.includes(file));
  const exported = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<Record<string, object>>),
  );
  const all = exported.flatMap((words) => Object.values(words)).flatMap((words) => Object.keys(words));
  t.same(all.sort(), [...keys].sort());
});

await t.test('every word is said by some screen', async (t) => {
  const root = projectPath('kiosk-ui');
  const files = (await readdir(root, { recursive: true })).filter((file) => /^(?!words).*\.tsx?$/.test(file));
  const sources = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const named = new Set(sources.flatMap((source) => source.match(/\w+/g) ?? []));
  t.same(
    keys.filter((key) => !named.has(key)),
    [],
  );
});

await t.test('Chinese words are Chinese: full-width punctuation, no word of the mainland', (t) => {
  for (const key of keys) {
    const text = words[key]['zh-TW'].replaceAll(/\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, '');
    t.notMatch(text, /[\u4e00-\u9fff][,;:?!]/, `${key} has half-width punctuation`);
    t.notMatch(text, /芯片|激活|登錄|用戶名(?!稱)|讀卡器|解鎖卡|屏幕/, `${key} uses a word that Taiwan does not`);
  }
  t.end();
});

await t.test('a card may have one PIN: nothing but a card with two that are locked is said to have both', (t) => {
  for (const key of keys.filter((one) => one !== 'menuBothLocked')) {
    for (const language of languages) t.notMatch(words[key][language], /兩組|both (card )?PINs/i, key);
  }
  t.end();
});

await t.test('the official words', (t) => {
  const chinese = makeWords('zh-TW', words);
  const english = makeWords('en', words);
  t.equal(chinese.say('unblocked', { pin: 1 }), '第一組密碼已解鎖並變更');
  t.equal(chinese.say('unblocked', { pin: 2 }), '第二組密碼已解鎖並變更');
  t.equal(english.say('unblocked', { pin: 1 }), 'PIN 1 is unblocked and changed');
  t.equal(chinese.say('ruleLine', { min: 6, max: 16, of: 'characters', n: 8 }), '6–16 個字，已輸入 8 個');
  t.equal(chinese.say('lastTryWarning'), '這是最後一次機會，再輸入錯誤將會鎖卡');
  t.equal(english.say('triesLeft', { n: 1 }), '1 try left');
  t.equal(english.say('triesLeft', { n: 2 }), '2 tries left');
  t.end();
});

await t.test('times are those of Taipei', (t) => {
  t.equal(makeWords('zh-TW', words).time('2028-11-22T15:59:59Z').replace(/\s/, ' '), '2028/11/22 23:59:59');
  t.equal(makeWords('en', words).time('2028-11-22T15:59:59Z'), '11/22/2028, 23:59:59');
  t.end();
});

await t.test('every message is well formed: nothing of its syntax is left when it is filled in', (t) => {
  const numbers: Readonly<Record<string, number>> = { n: 2, pin: 1, min: 6, max: 16, total: 4 };
  for (const language of languages) {
    const { say } = makeWords(language, words);
    for (const key of keys) {
      const values = valuesOf(words[key][language]).map((name) => [name, numbers[name] ?? name.toUpperCase()] as const);
      t.notMatch(say(key, Object.fromEntries(values)), /[{}]/, `${key} ${language}`);
    }
  }
  t.end();
});

/** The names of the values in a message, sorted. */
function valuesOf(message: string): string[] {
  return [...new Set(Array.from(message.matchAll(/\{(\w+)(?=[,}])/g), ([, name]) => name ?? ''))].sort();
}
