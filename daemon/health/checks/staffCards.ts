/** The revocation lists of staff cards: whether the last one that was fetched was taken, and where it was found. */
import { join } from 'node:path';
import { readFetchState, type FetchState } from '../../operators/revocationState.js';
import type { CheckState, Localized } from '../../contract/messages.js';
import { lines, worst, type Check, type Finding } from '../check.js';

const problems: Readonly<Record<NonNullable<FetchState['problem']>, Localized>> = {
  unreachable: { 'zh-TW': '無法下載', en: 'it cannot be fetched' },
  tooManyRedirects: { 'zh-TW': '轉址次數過多', en: 'it is redirected too often' },
  tooLarge: { 'zh-TW': '超過 32 MiB', en: 'it is larger than 32 MiB' },
  unreadable: { 'zh-TW': '內容不是廢止清單', en: 'what is there is no revocation list' },
  foreign: { 'zh-TW': '不是員工卡憑證機構簽發的清單', en: 'it is not signed by an authority of staff cards' },
  partial: {
    'zh-TW': '只是清單的一部分（delta 或分割的清單）',
    en: 'it is a part of a list (a delta or a partitioned CRL)',
  },
  notBegun: { 'zh-TW': '清單尚未生效', en: 'it begins later' },
  older: { 'zh-TW': '比現有的清單舊', en: 'it is older than the one that is kept' },
};

interface Line {
  readonly state: CheckState;
  readonly words: Localized;
}

/** @param state null: it was not fetched yet */
export function judgeFetch(url: string, state: FetchState | null, now: number): Line {
  const told = (words: Localized): Localized => ({ 'zh-TW': `${url}：${words['zh-TW']}`, en: `${url}: ${words.en}` });
  if (state === null) {
    return {
      state: 'unknown',
      words: told({
        'zh-TW': '尚未下載，第一次以員工卡登入時下載',
        en: 'not fetched yet; the first login by card does',
      }),
    };
  }
  if (state.problem !== null) {
    const { 'zh-TW': chinese, en } = problems[state.problem];
    return {
      state: 'failed',
      words: told({ 'zh-TW': `${chinese}，沿用先前的清單`, en: `${en}; the one before stays` }),
    };
  }
  const { foundAt, nextUpdate } = state;
  if (nextUpdate !== null && Date.parse(nextUpdate) <= now) {
    return { state: 'failed', words: told({ 'zh-TW': '清單已過期', en: 'the list is out of date' }) };
  }
  if (foundAt !== null && foundAt !== url) {
    const words = { 'zh-TW': `已轉址到 ${foundAt}，請更新設定`, en: `moved to ${foundAt}: change the setting` };
    return { state: 'warn', words: told(words) };
  }
  return { state: 'ok', words: told({ 'zh-TW': '已下載', en: 'fetched' }) };
}

async function run({ config }: Parameters<Check['run']>[0]): Promise<Finding> {
  const addresses = (config.staff.cards?.crls ?? []).filter((source) => /^https?:/.test(source));
  if (addresses.length === 0) {
    const present = { 'zh-TW': '沒有需要下載的清單', en: 'None is fetched' };
    return { state: 'ok', present, facts: { addresses: 0 } };
  }
  const directory = join(config.stateDirectory, 'crl');
  const found = await Promise.all(
    addresses.map(async (url) => judgeFetch(url, await readFetchState(directory, url), Date.now())),
  );
  const state = worst(found.map((line) => line.state));
  return { state, present: lines(found.map(({ words }) => words)), facts: { addresses: addresses.length } };
}

export const staffCardChecks: readonly Check[] = [
  {
    id: 'gateway.revocationLists',
    group: 'gateway',
    place: 'gateway',
    title: { 'zh-TW': '員工卡的憑證廢止清單', en: 'Revocation lists of staff cards' },
    purpose: {
      'zh-TW': '清單過期後，沒有人能以員工卡登入',
      en: 'When a list is out of date, nobody logs in by card.',
    },
    recommended: () => ({ 'zh-TW': '已下載，位址沒有變更', en: 'Fetched, from the address of the settings' }),
    run,
  },
];
