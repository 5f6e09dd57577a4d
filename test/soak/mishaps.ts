/** What happens to the whole machine while the line is at work: the daemon killed, the RA gone, pcscd gone. */
import type { Site } from '../harness/site.js';
import { SteadyHand } from '../harness/steadyHand.js';
import type { LineScreen } from './lineScreen.js';
import type { SoakOptions } from './options.js';

/** How many of each kind in a run. */
const eachKind = 3;

export class Mishaps {
  readonly counts = { killed: 0, raGone: 0, pcscdGone: 0 };
  /** Hands that hold a card half way into a reader. */
  readonly #moving = new Map<Promise<unknown>, string>();
  readonly #hand: SteadyHand;
  #under: Promise<void> = Promise.resolve();

  constructor(
    private readonly site: Site,
    private readonly screen: LineScreen,
  ) {
    this.#hand = new SteadyHand(site.pcsc);
  }

  /** How often a reader no longer saw its card and pcscd was started anew: the virtual readers' fault. */
  get stuckReaders(): number {
    return this.#hand.restarts;
  }

  /** Hands keep still during a mishap. */
  readonly move = async (what: string, work: () => Promise<void>): Promise<void> => {
    for (let under = null; under !== this.#under;) await (under = this.#under);
    const moving = this.#hand.move(work);
    const kept = moving.catch(() => undefined).finally(() => this.#moving.delete(kept));
    this.#moving.set(kept, what);
    return moving;
  };

  /** What hands are at. */
  get moving(): readonly string[] {
    return [...this.#moving.values()];
  }

  /** Spreads the mishaps over an order. */
  async strike(orderId: string, { cards, kills }: SoakOptions): Promise<void> {
    const kinds = [...(kills ? [this.#kill] : []), this.#raAway, this.#pcscdAway];
    const count = eachKind * kinds.length;
    for (let n = 1; n <= count; n++) {
      const at = Math.floor((cards * n) / (count + 1));
      await this.screen.untilOrder(orderId, ({ counts }) => counts.issued >= at);
      const kind = kinds[n % kinds.length];
      if (kind === undefined) return;
      this.#under = Promise.all(this.#moving.keys()).then(kind);
      await this.#under;
    }
  }

  readonly #kill = async (): Promise<void> => {
    await this.site.gateway.kill();
    await this.site.restartGateway();
    await this.screen.openAgain();
    this.counts.killed += 1;
  };

  readonly #raAway = async (): Promise<void> => {
    await this.site.ra.stop();
    await this.screen.untilRa(false);
    await this.site.restartRa();
    await this.screen.untilRa(true);
    this.counts.raGone += 1;
  };

  readonly #pcscdAway = async (): Promise<void> => {
    await this.site.pcsc.restartPcscd();
    this.counts.pcscdGone += 1;
  };
}
