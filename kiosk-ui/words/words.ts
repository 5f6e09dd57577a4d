/** What a table of words is. ICU MessageFormat: `{pin}` is 1 or 2. The API words what went wrong; that is not repeated here. */
import type { Localized } from '../../daemon/contract/messages.js';
import type { Language } from '../api/types.js';

export type { Language };
export const languages: readonly Language[] = ['zh-TW', 'en'];
export type WordTable<Key extends string> = Readonly<Record<Key, Localized>>;
