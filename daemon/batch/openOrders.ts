/** The orders that are not over, as last read from the store: is there a card to be made, and what do screens have to learn? */
import type { OrderProgress } from './orderEntries.js';
import { isOrderOver } from './orderState.js';
import type { Supply } from './tiles.js';

export interface OpenOrdersParts {
  /** Reads the order from the store. */
  readonly read: (orderId: string) => Promise<OrderProgress>;
  readonly isRaThere: (raId: string) => boolean;
  /** Called at most once in `pauseMs` for each order. */
  readonly changed: (order: OrderProgress) => void;
  /** An order was placed, or is over. */
  readonly listChanged: () => void;
  /** An order was read again: there may be cards to begin. @param supplyChanged lights may show something else */
  readonly refreshed: (supplyChanged: boolean) => void;
  readonly failed: (error: unknown) => void;
}

const pauseMs = 1_000;

export class OpenOrders {
  readonly #parts: OpenOrdersParts;
  readonly #orders = new Map<string, OrderProgress>();
  /** Of each order the number of its last read. What an older read answers later is not used. */
  readonly #reads = new Map<string, number>();
  /** Orders that were announced within the pause. */
  readonly #announced = new Map<string, { readonly timer: NodeJS.Timeout; hasChanged: boolean }>();
  #isStopped = false;

  constructor(parts: OpenOrdersParts) {
    this.#parts = parts;
  }

  start(orders: readonly OrderProgress[]): void {
    for (const order of orders) this.#orders.set(order.id, order);
  }

  /** Nothing more is announced. */
  stop(): void {
    this.#isStopped = true;
    for (const { timer } of this.#announced.values()) clearTimeout(timer);
    this.#announced.clear();
  }

  /** The RAs whose cards can be begun now. */
  ras(): readonly string[] {
    return this.#withWork('running')
      .map(({ raId }) => raId)
      .filter((raId) => this.#parts.isRaThere(raId));
  }

  /** Is there a card to be made in any order? Else the reason that is the easiest to end. */
  supply(): Supply {
    if (this.ras().length > 0) return 'cards';
    if (this.#withWork('running').length > 0) return 'ra';
    return this.#withWork('paused').length > 0 ? 'paused' : 'none';
  }

  #withWork(inState: OrderProgress['state']): readonly OrderProgress[] {
    return [...this.#orders.values()].filter(({ state, counts }) => state === inState && counts.waiting > 0);
  }

  /** Reads an order that changed. */
  async refresh(orderId: string): Promise<void> {
    const read = (this.#reads.get(orderId) ?? 0) + 1;
    this.#reads.set(orderId, read);
    const order = await this.#parts.read(orderId);
    if (this.#reads.get(orderId) !== read) return;
    const before = this.#orders.get(orderId);
    const offered = this.#offered();
    const isOver = isOrderOver(order.state);
    if (isOver) this.#orders.delete(orderId);
    else this.#orders.set(orderId, order);
    this.#announce(order);
    if ((before === undefined) !== isOver) this.#parts.listChanged();
    this.#parts.refreshed(this.#offered() !== offered);
  }

  /** What the lights of the readers follow from. */
  #offered(): string {
    return [this.supply(), ...new Set(this.ras())].join(' ');
  }

  /** At once when the order was not announced lately, else when the pause is over. */
  #announce(order: OrderProgress): void {
    if (this.#isStopped) return;
    const announced = this.#announced.get(order.id);
    if (announced !== undefined) {
      announced.hasChanged = true;
      return;
    }
    this.#parts.changed(order);
    const timer = setTimeout(() => {
      const { hasChanged } = this.#announced.get(order.id) ?? { hasChanged: false };
      this.#announced.delete(order.id);
      if (hasChanged) this.refresh(order.id).catch(this.#parts.failed);
    }, pauseMs);
    this.#announced.set(order.id, { timer, hasChanged: false });
  }
}
