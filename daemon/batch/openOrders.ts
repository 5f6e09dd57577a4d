/** The orders that are not over, as they stand: what the line has to do, and what screens are told of it. */
import type { WireBatchOrder } from '../contract/messages.js';
import type { Supply } from './tiles.js';

export interface OpenOrdersParts {
  /** As it stands in the store. */
  readonly look: (orderId: string) => Promise<WireBatchOrder>;
  readonly isRaThere: (raId: string) => boolean;
  /** Told at most once in `pauseMs` for each order. */
  readonly changed: (order: WireBatchOrder) => void;
  /** An order came, or is over. */
  readonly listChanged: () => void;
  /** Whichever look saw it: there may be cards to be begun. @param supplyChanged lights may show another thing */
  readonly refreshed: (supplyChanged: boolean) => void;
  readonly failed: (error: unknown) => void;
}

const pauseMs = 1_000;

const isOver = ({ state }: WireBatchOrder): boolean => state === 'finished' || state === 'stopped';

export class OpenOrders {
  readonly #orders = new Map<string, WireBatchOrder>();
  /** Of each order the number of its last look: an older one that answers later is not believed. */
  readonly #looks = new Map<string, number>();
  readonly #told = new Map<string, { readonly timer: NodeJS.Timeout; isNew: boolean }>();

  #isStopped = false;

  constructor(private readonly parts: OpenOrdersParts) {}

  start(orders: readonly WireBatchOrder[]): void {
    for (const order of orders) this.#orders.set(order.id, order);
  }

  /** Nothing more is told. */
  stop(): void {
    this.#isStopped = true;
    for (const { timer } of this.#told.values()) clearTimeout(timer);
    this.#told.clear();
  }

  /** The best that can be said of any of them. */
  supply(): Supply {
    const waiting = [...this.#orders.values()].filter(({ counts }) => counts.waiting > 0);
    const running = waiting.filter(({ state }) => state === 'running');
    if (running.some(({ raId }) => this.parts.isRaThere(raId))) return 'cards';
    if (running.length > 0) return 'ra';
    return waiting.some(({ state }) => state === 'paused') ? 'paused' : 'none';
  }

  /** Looks at an order that changed. */
  async refresh(orderId: string): Promise<void> {
    const look = (this.#looks.get(orderId) ?? 0) + 1;
    this.#looks.set(orderId, look);
    const order = await this.parts.look(orderId);
    if (this.#looks.get(orderId) !== look) return;
    const [before, supply] = [this.#orders.get(orderId), this.supply()];
    if (isOver(order)) this.#orders.delete(orderId);
    else this.#orders.set(orderId, order);
    this.#tell(orderId, order);
    if ((before === undefined) !== isOver(order)) this.parts.listChanged();
    this.parts.refreshed(this.supply() !== supply);
  }

  /** At once when nothing was told of it lately, else when the pause is over. */
  #tell(orderId: string, order: WireBatchOrder): void {
    if (this.#isStopped) return;
    const told = this.#told.get(orderId);
    if (told !== undefined) {
      told.isNew = true;
      return;
    }
    this.parts.changed(order);
    const timer = setTimeout(() => {
      const { isNew } = this.#told.get(orderId) ?? { isNew: false };
      this.#told.delete(orderId);
      if (isNew) this.refresh(orderId).catch(this.parts.failed);
    }, pauseMs);
    this.#told.set(orderId, { timer, isNew: false });
  }
}
