import type { Clock } from '../../base/clock.js';

/** The machine's time, moved where somebody tries out what happens on another day. */
export class OfficeClock implements Clock {
  #offsetMs: number;

  constructor(
    private readonly machine: Clock,
    offsetMs: number,
  ) {
    this.#offsetMs = offsetMs;
  }

  now(): number {
    return this.machine.now() + this.#offsetMs;
  }

  /** @param offsetMs from the machine's time, not from where the clock was moved before */
  moveTo(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }
}
