import type { Clock } from '../../base/clock.js';

/** The machine's time plus an offset, for trying out what happens on another day. */
export class AdjustableClock implements Clock {
  readonly #machine: Clock;
  #offsetMs: number;

  constructor(machine: Clock, offsetMs: number) {
    this.#machine = machine;
    this.#offsetMs = offsetMs;
  }

  now(): number {
    return this.#machine.now() + this.#offsetMs;
  }

  /** @param offsetMs from the machine's time, not from the offset before */
  setOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }
}
