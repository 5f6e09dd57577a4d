/** Who can be tried out: the member of staff, and the subscribers with whom the reference RA is seeded. */
import type { Localized } from '../../daemon/contract/messages.js';
import { officer, supervisor, supervisor2, type StaffAccount } from '../harness/site.js';

export { officer };

/** One who works, and two who approve. */
export const staff: readonly StaffAccount[] = [officer, supervisor, supervisor2];

/** Website password (網站密碼) of every seeded account. */
export const websitePassword = 'Demo2026';

export interface Subscriber {
  readonly registrationId: string;
  /** 網站帳號 */
  readonly account: string;
  /** Why this account cannot log in. */
  readonly obstacle?: Localized;
}

/** The approved ones, in the order of the work list. */
export const subscribers: readonly Subscriber[] = Array.from({ length: 12 }, (_, index) => {
  const number = String(index + 1);
  const subscriber = { registrationId: `R-${number.padStart(4, '0')}`, account: `demo${number.padStart(2, '0')}` };
  switch (subscriber.account) {
    case 'demo05':
      return { ...subscriber, obstacle: { en: 'password must be changed first', 'zh-TW': '須先變更網站密碼' } };
    case 'demo07':
      return { ...subscriber, obstacle: { en: 'suspended', 'zh-TW': '已停用' } };
    default:
      return subscriber;
  }
});
