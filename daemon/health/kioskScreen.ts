import { timestamp, type Clock } from '../../base/clock.js';
import type { ScreenReport } from './checkContext.js';

/** The screen that the kiosk's page reported when it was last opened. Kept in memory only. */
export class KioskScreen {
  readonly #clock: Clock;
  #last: ScreenReport | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get last(): ScreenReport | null {
    return this.#last;
  }

  report(screen: Omit<ScreenReport, 'at'>): void {
    this.#last = { ...screen, at: timestamp(this.#clock) };
  }
}
