/** What a table of words is. ICU MessageFormat: `{pin}` is 1 or 2. The API words what went wrong; that is not repeated here. */
import type { Localized } from '../../daemon/contract/messages.js';

export type Language = keyof Localized;
export const languages: readonly Language[] = ['zh-TW', 'en'];
export type WordTable<Key extends string> = Readonly<Record<Key, Localized>>;
