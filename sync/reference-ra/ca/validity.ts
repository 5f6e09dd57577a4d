/** Validity of certificates and the period of their renewal. */
import { beginningOf, dayOf, dayText, endOf, monthsLater } from './taipei.js';

const monthsOfValidity = 24;

/** 23:59:59 Asia/Taipei of the same day two years later; 29 February ends on the 28th. */
export function endOfValidity(issuedAt: Date): Date {
  return endOf(monthsLater(dayOf(issuedAt), monthsOfValidity));
}

/** The period in which a certificate can be renewed (憑證展期). Before it the certificate is 有效, within it 即將到期. */
export interface RenewalWindow {
  readonly opensAt: Date;
  /** The end of the certificate. */
  readonly endsAt: Date;
  /** Days in Asia/Taipei, `YYYY-MM-DD`. */
  readonly opensOn: string;
  readonly endsOn: string;
}

/** From the start of the same day of the previous month to the end of the certificate. */
export function renewalWindow(notAfter: Date): RenewalWindow {
  const lastDay = dayOf(notAfter);
  const firstDay = monthsLater(lastDay, -1);
  return {
    opensAt: beginningOf(firstDay),
    endsAt: notAfter,
    opensOn: dayText(firstDay),
    endsOn: dayText(lastDay),
  };
}
