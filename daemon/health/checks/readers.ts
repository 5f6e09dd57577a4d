/** The readers: found and named as in the settings, their cards, and their drivers. */
import type { CardView } from '../../readers/readerView.js';
import type { Localized } from '../../contract/messages.js';
import type { Config } from '../../../config/schema.js';
import { catalogue } from '../../contract/failures/catalogue.js';
import { readerPosition } from '../../readers/position.js';
import { lines, same, worst, type Check, type Finding } from '../check.js';
import type { SeenReader } from '../checkContext.js';
import { restartPcscd } from './pcscService.js';
import { findDrivers, type ReaderDriver } from '../readerDrivers.js';

type ReaderName = Omit<SeenReader, 'card'>;

/** Names in the settings that belong to no reader. */
function unmatched(readers: readonly ReaderName[], { readerNames, kioskReader }: Config): readonly string[] {
  const labels = Object.entries(readerNames);
  const absent = labels
    .filter(
      ([pcscName, label]) =>
        !readers.some((reader) => readerPosition(reader.pcscName, { [pcscName]: label }).name === label),
    )
    .map(([pcscName, label]) => `${label} (${pcscName})`);
  const names = readers.flatMap((reader) => [reader.name, reader.pcscName, readerPosition(reader.pcscName, {}).id]);
  return kioskReader === null || names.includes(kioskReader) ? absent : [...absent, `kioskReader: ${kioskReader}`];
}

export function judgeReaders(readers: readonly ReaderName[], config: Config): Finding {
  if (readers.length === 0) {
    return { state: 'failed', present: { 'zh-TW': '沒有讀卡機', en: 'No reader' }, facts: { readers: 0, missing: 0 } };
  }
  const missing = unmatched(readers, config);
  const found = readers.map(({ name, pcscName }) => same(name === pcscName ? pcscName : `${name}: ${pcscName}`));
  const absent = missing.map((name) => ({
    'zh-TW': `設定中有，但沒有找到：${name}`,
    en: `In the settings, but not found: ${name}`,
  }));
  return {
    state: missing.length === 0 ? 'ok' : 'warn',
    present: lines([...found, ...absent]),
    facts: { readers: readers.length, missing: missing.length },
  };
}

const found: Check = {
  id: 'readers.found',
  group: 'readers',
  place: 'gateway',
  title: { 'zh-TW': '讀卡機', en: 'Readers' },
  purpose: {
    'zh-TW': '設定中的每台讀卡機都應接上，名稱與機身標示相同',
    en: 'Every reader of the settings is there, under the name on its label.',
  },
  recommended: ({ config }) => {
    const names = Object.values(config.readerNames);
    return names.length === 0
      ? { 'zh-TW': '至少一台', en: 'At least one' }
      : { 'zh-TW': `至少一台，並找到：${names.join('、')}`, en: `At least one, and these: ${names.join(', ')}` };
  },
  run: async ({ pcsc, config }) => judgeReaders(await pcsc.readerNames(), config),
  // A reader that was plugged in while its driver was missing is found after a restart of pcscd.
  repair: restartPcscd,
};

/** What each driver says of an unknown card. */
function becauseOf(
  { reasons = [] }: Extract<CardView, { state: 'unknown' }>,
  separator: string,
  colon: string,
): string {
  return reasons.map(({ family, reason }) => `${separator}${family}${colon}${reason}`).join('');
}

function judgeCard({ name, card }: SeenReader): Finding {
  const finding = (state: Finding['state'], words: Localized): Finding => ({
    state,
    present: { 'zh-TW': `${name}：${words['zh-TW']}`, en: `${name}: ${words.en}` },
    facts: {},
  });
  if (card === null) return finding('ok', { 'zh-TW': '空', en: 'empty' });
  if (card === 'held') return finding('ok', { 'zh-TW': '作業中，不打擾', en: 'at work, left alone' });
  switch (card.state) {
    case 'known':
      return finding('ok', same(`${card.family} ${card.serial}`));
    case 'reading':
      return finding('unknown', { 'zh-TW': '讀取中', en: 'being read' });
    case 'unknown':
      return finding('warn', {
        'zh-TW': `不支援的卡片，ATR ${card.atr}${becauseOf(card, '；', '：')}`,
        en: `a card of a kind that we do not know, ATR ${card.atr}${becauseOf(card, '; ', ': ')}`,
      });
    case 'failed':
      return finding('failed', catalogue[card.failure.code].happened);
  }
}

export function judgeCards(readers: readonly SeenReader[]): Finding {
  if (readers.length === 0) {
    return { state: 'unknown', present: { 'zh-TW': '沒有讀卡機', en: 'No reader' }, facts: { cards: 0 } };
  }
  const findings = readers.map(judgeCard);
  return {
    state: worst(findings.map(({ state }) => state)),
    present: lines(findings.map(({ present }) => present)),
    facts: { cards: readers.filter(({ card }) => card !== null).length },
  };
}

const cards: Check = {
  id: 'readers.cards',
  group: 'readers',
  place: 'gateway',
  title: { 'zh-TW': '晶片卡的回應', en: 'Cards answer' },
  purpose: {
    'zh-TW': '讀取插著的晶片卡，確認讀卡機與卡片都能運作；作業中的讀卡機不會被打擾',
    en: 'Reads the cards that are there, which proves reader and card; a reader at work is left alone.',
  },
  recommended: () => ({ 'zh-TW': '每張卡都認得', en: 'Every card is known' }),
  run: async ({ pcsc }) => judgeCards(await pcsc.readCards()),
};

export function judgeDrivers(drivers: readonly ReaderDriver[]): Finding {
  if (drivers.length === 0) {
    return { state: 'unknown', present: { 'zh-TW': '沒有讀卡機', en: 'No reader' }, facts: {} };
  }
  const words = drivers.map(({ reader, driver, firmware }): Localized => {
    const unknown = { 'zh-TW': '不明', en: 'unknown' };
    return {
      'zh-TW': `${reader}：驅動程式 ${driver ?? unknown['zh-TW']}，韌體 ${firmware ?? unknown['zh-TW']}`,
      en: `${reader}: driver ${driver ?? unknown.en}, firmware ${firmware ?? unknown.en}`,
    };
  });
  const known = drivers.filter(({ driver }) => driver !== null).length;
  return {
    state: known === drivers.length ? 'ok' : 'unknown',
    present: lines(words),
    facts: { readers: drivers.length, known },
  };
}

const drivers: Check = {
  id: 'readers.drivers',
  group: 'readers',
  place: 'gateway',
  title: { 'zh-TW': '驅動程式與韌體', en: 'Drivers and firmware' },
  purpose: { 'zh-TW': '讀卡機有問題時，廠商會先問這兩個版本', en: 'What a maker asks first when a reader misbehaves.' },
  recommended: () => ({ 'zh-TW': '每台都查得到', en: 'Known for every reader' }),
  run: async ({ pcsc }) => judgeDrivers(await findDrivers(await pcsc.readerNames())),
};

export const readerChecks: readonly Check[] = [found, cards, drivers];
