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
      intl.formatDate(time, {
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
      }),
    date: (time) => intl.formatDate(time, { year: 'numeric', month: '2-digit', day: '2-digit' }),
    number: (value, digits) =>
      intl.formatNumber(value, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  };
}
