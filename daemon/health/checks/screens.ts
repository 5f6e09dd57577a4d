/** Fonts, printing, and the kiosk's browser. */
import { runProgram } from '../../../base/program.js';
import type { CheckState, Localized } from '../../contract/messages.js';
import { lines, worst, type Check, type Finding } from '../check.js';
import type { ScreenReport } from '../checkContext.js';
import { exists } from '../machine.js';
import { printer } from './printer.js';
import { spoolFolder } from './spoolFolder.js';

/** The font families of screens and letters, and rare characters of names that have to be covered. */
const families = ['Noto Sans CJK TC', 'TW-Kai'] as const;
const rareCharacters = ['𪚥', '㛢'] as const;

/**
 * @param installed names of all installed families; null: fontconfig is not installed
 * @param covered rare characters that at least one font has
 * @param absentFiles font files of the settings that do not exist
 */
export function judgeFonts(
  installed: string | null,
  covered: readonly string[],
  absentFiles: readonly string[],
): Finding {
  if (absentFiles.length > 0) {
    const words = absentFiles.map((file) => ({
      'zh-TW': `密碼單的字型檔不存在：${file}`,
      en: `A font of the letters is not there: ${file}`,
    }));
    return { state: 'failed', present: lines(words), facts: { absentFiles: absentFiles.length } };
  }
  if (installed === null) {
    const present = { 'zh-TW': '查不到：沒有安裝 fontconfig', en: 'Cannot be told: fontconfig is not installed' };
    return { state: 'unknown', present, facts: {} };
  }
  const missing = families.filter((family) => !installed.includes(family));
  const uncovered = rareCharacters.filter((character) => !covered.includes(character));
  const problems: readonly Localized[] = [
    ...missing.map((family) => ({ 'zh-TW': `沒有 ${family}`, en: `${family} is missing` })),
    ...uncovered.map((character) => ({
      'zh-TW': `沒有字型能顯示「${character}」`,
      en: `No font shows “${character}”`,
    })),
  ];
  const all = families.join(', ');
  const whole = {
    'zh-TW': `${all}；罕用字 ${rareCharacters.join('')} 都能顯示`,
    en: `${all}; rare characters ${rareCharacters.join('')} are covered`,
  };
  const state: CheckState = missing.includes('Noto Sans CJK TC') ? 'failed' : problems.length > 0 ? 'warn' : 'ok';
  return {
    state,
    present: problems.length === 0 ? whole : lines(problems),
    facts: { missing: missing.length, uncovered: uncovered.length },
  };
}

const fonts: Check = {
  id: 'screens.fonts',
  group: 'screens',
  place: 'machine',
  title: { 'zh-TW': '字型', en: 'Fonts' },
  purpose: {
    'zh-TW': '姓名中的罕用字要能顯示與列印在密碼單上',
    en: 'Rare characters of names appear on the screens and in password letters.',
  },
  recommended: () => ({
    'zh-TW': 'fonts-noto-cjk 與 fonts-cns11643-kai',
    en: 'fonts-noto-cjk and fonts-cns11643-kai',
  }),
  run: async ({ config }, signal) => {
    const list = (pattern: string) => runProgram('fc-list', [pattern, 'family'], { signal });
    const all = await list(':');
    const { fonts: ofLetters, valueFont } = config.letters;
    const files = [...new Set([...ofLetters, valueFont].map(({ file }) => file))];
    const absent = (await Promise.all(files.map(async (file) => ((await exists(file)) ? [] : [file])))).flat();
    const covering = rareCharacters.map(async (character) => {
      const found = await list(`:charset=${character.codePointAt(0)?.toString(16) ?? ''}`);
      return (found?.output ?? '').trim() === '' ? [] : [character];
    });
    // fontconfig escapes what its patterns use: `TW\-Kai`.
    return judgeFonts(all?.output.replaceAll('\\', '') ?? null, (await Promise.all(covering)).flat(), absent);
  },
};

/** The smallest size that the pages are designed for, in either orientation. */
const least = { long: 1280, short: 800 };

/** @param banner what `chromium --version` printed; null: there is none */
export function judgeBrowser(banner: string | null, report: ScreenReport | null): Finding {
  const version = banner === null ? null : (/\d+(\.\d+)+/.exec(banner)?.[0] ?? '?');
  const browser: Localized =
    version === null
      ? { 'zh-TW': '本機沒有 Chromium', en: 'No Chromium on this machine' }
      : { 'zh-TW': `Chromium ${version}`, en: `Chromium ${version}` };
  const browserState: CheckState = version === null ? 'failed' : 'ok';
  if (report === null) {
    const never = { 'zh-TW': '自助機畫面尚未開啟過', en: 'The kiosk’s screen has not been opened yet' };
    return {
      state: worst([browserState, 'unknown']),
      present: lines([browser, never]),
      facts: { ...(version !== null && { version }) },
    };
  }
  const { width, height, at } = report;
  const isLarge = Math.max(width, height) >= least.long && Math.min(width, height) >= least.short;
  const screen = { 'zh-TW': `螢幕 ${width} × ${height}（${at}）`, en: `Screen ${width} × ${height} (${at})` };
  return {
    state: worst([browserState, isLarge ? 'ok' : 'warn']),
    present: lines([browser, screen]),
    facts: { width, height, ...(version !== null && { version }) },
  };
}

const browser: Check = {
  id: 'screens.browser',
  group: 'screens',
  place: 'gateway',
  title: { 'zh-TW': '自助機瀏覽器與螢幕', en: 'The kiosk’s browser and screen' },
  purpose: {
    'zh-TW': '螢幕太小時按鍵會小於手指，文字也不好讀',
    en: 'On a small screen keys get smaller than a finger and text is hard to read.',
  },
  recommended: () => ({
    'zh-TW': `有 Chromium，螢幕至少 ${least.long} × ${least.short}`,
    en: `Chromium, and a screen of ${least.long} × ${least.short} at least`,
  }),
  run: async (context, signal) => {
    const banner = await runProgram('chromium', ['--version'], { signal });
    return judgeBrowser(banner?.output ?? null, context.kioskScreen());
  },
};

export const screenChecks: readonly Check[] = [fonts, printer, spoolFolder, browser];
