/** Words by key, dates and numbers, as people in Taiwan write them. */
import { createIntl, type IntlShape } from '@formatjs/intl';
import type { Localized } from '../../daemon/contract/messages.js';
import type { Language, WordTable } from './words.js';

/** The words of one page in one language. */
export interface Words<Key extends string> {
  readonly language: Language;
  /** The words of `key`, with `{name}` replaced. */
  readonly say: (key: Key, values?: Readonly<Record<string, string | number>>) => string;
  /** What the API says in both languages. */
  readonly pick: (text: Localized) => string;
  /** An RFC 3339 time in Asia/Taipei. */
  readonly time: (time: string) => string;
  /** The day of an RFC 3339 time, or `YYYY-MM-DD`, in Asia/Taipei. */
  readonly date: (time: string) => string;
  readonly number: (value: number, digits: number) => string;
}

const noEndWords: Localized = { 'zh-TW': '無期限', en: 'No end' };
const taipeiOffsetMs = 8 * 3_600_000;

/** RFC 5280 §4.1.2.5: a certificate without an end carries 99991231235959Z, in Taipei the year 10000. */
export function hasNoEnd(time: string): boolean {
  return Date.parse(time) + taipeiOffsetMs >= Date.UTC(10_000, 0, 1);
}

/** What stands for the time of a certificate that has no end; null: it has one. */
function noEnd(time: string, language: Language): string | null {
  return hasNoEnd(time) ? noEndWords[language] : null;
}

function makeIntl(language: Language, table: WordTable<string>): IntlShape {
  const messages = Object.fromEntries(Object.entries(table).map(([key, text]) => [key, text[language]]));
  return createIntl({ locale: language, messages, timeZone: 'Asia/Taipei' });
}

/** @param table the words that this page has loaded */
export function makeWords<Key extends string>(language: Language, table: WordTable<Key>): Words<Key> {
  const intl = makeIntl(language, table);
  return {
    language,
    say: (key, values) => intl.formatMessage({ id: key }, values),
    pick: (text) => text[language],
    time: (time) =>
      noEnd(time, language) ??
      intl.formatDate(time, {
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
      }),
    date: (time) =>
      noEnd(time, language) ?? intl.formatDate(time, { year: 'numeric', month: '2-digit', day: '2-digit' }),
    number: (value, digits) =>
      intl.formatNumber(value, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  };
}
