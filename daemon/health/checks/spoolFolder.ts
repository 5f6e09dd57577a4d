/** The spool folder for letters of batch orders, from which a printing and folding machine takes them. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { lines, same, type Check, type Finding } from '../check.js';

export interface SpoolFacts {
  readonly folder: string;
  /** null: there is no such folder. */
  readonly mode: number | null;
  /** Why the gateway cannot write there, e.g. `EROFS`; null: it can. */
  readonly hindrance: string | null;
}

/** @param facts null: none is set */
export function judgeSpoolFolder(facts: SpoolFacts | null): Finding {
  if (facts === null) return { state: 'ok', present: { 'zh-TW': '未使用', en: 'None is used.' }, facts: {} };
  const { folder, mode, hindrance } = facts;
  const finding = (state: Finding['state'], chinese: string, english: string): Finding => ({
    state,
    present: lines([same(folder), { 'zh-TW': chinese, en: english }]),
    facts: { folder },
  });
  if (mode === null) return finding('failed', '沒有這個資料夾', 'There is no such folder');
  if (hindrance !== null) {
    return finding('failed', `閘道不能寫入（${hindrance}）`, `The gateway may not write there (${hindrance})`);
  }
  if ((mode & 0o007) !== 0) return finding('warn', '其他使用者也能進入', 'Every user of the machine gets in');
  return finding('ok', '可以寫入', 'The gateway may write there');
}

async function look(folder: string): Promise<SpoolFacts> {
  const found = await stat(folder).catch(() => null);
  const hindrance = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => null,
    (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error),
  );
  return { folder, mode: found?.isDirectory() === true ? found.mode : null, hindrance };
}

export const spoolFolder: Check = {
  id: 'screens.spoolFolder',
  group: 'screens',
  // The shell would see the folder without the sandbox of the unit.
  place: 'gateway',
  title: { 'zh-TW': '密碼單輸出資料夾', en: 'The spool folder of the letters' },
  purpose: {
    'zh-TW': '批次訂單的密碼單要寫得進去，而且只有取件程式讀得到',
    en: 'Letters of batch orders have to get in, and be read by what takes them and nobody else.',
  },
  recommended: () => ({
    'zh-TW': '未使用；或資料夾存在、閘道可以寫入、其他使用者不能進入',
    en: 'None; or one that is there, that the gateway may write to, and that other users do not get into',
  }),
  run: async ({ config }) => {
    const folder = config.letters.spoolFolder;
    return judgeSpoolFolder(folder === null ? null : await look(folder));
  },
};
