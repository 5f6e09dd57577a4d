/** What a batch of facts is judged by: the orders of the cards that it names, and which gateway holds them. */
import type { OrderHold } from '../store/orderHolds.js';
import type { OrderRow } from '../store/rows.js';
import type { KnownFact } from './factBodies.js';

interface OfOrder {
  readonly orderId: string;
  readonly cardSerial: string;
  readonly fence?: number;
}

const sealedKey = (kind: string, { orderId, pin }: { readonly orderId: string; readonly pin: number }): string =>
  `${kind} ${orderId} ${pin}`;

export class Scene {
  /** Sealed secrets among the facts that were accepted so far. */
  readonly #sealed = new Set<string>();
  readonly #gateway: string;
  readonly #orders: Map<string, OrderRow>;
  readonly #holds: readonly OrderHold[];

  /** @param gateway the one that delivers */
  constructor(gateway: string, orders: readonly OrderRow[], holds: readonly OrderHold[]) {
    this.#gateway = gateway;
    this.#orders = new Map(orders.map((order) => [order.id, order]));
    this.#holds = holds;
  }

  get orders(): readonly OrderRow[] {
    return [...this.#orders.values()];
  }

  /**
   * Is it an order of this kind and card that this gateway works on?
   * @param until the point that the order must not have reached: what comes later is of a job that another one has overtaken
   * @returns the reason to refuse; null when it is
   */
  refusalOf(body: OfOrder, kind: OrderRow['kind'], until: 'prepared' | 'issued'): string | null {
    const order = this.#orders.get(body.orderId);
    if (order?.card_serial !== body.cardSerial || order.kind !== kind) return 'orderUnknown';
    if (order.spoiled_at !== null) return 'cardSpoiled';
    const fence = body.fence ?? this.#lastFenceGiven(order);
    if (fence === null) return 'orderHeldElsewhere';
    if (fence < this.#newestFence(order.card_serial)) return 'superseded';
    if (order.holder !== this.#gateway) return 'orderHeldElsewhere';
    // A number that this RA has not given: it was restored from an older copy.
    if (fence !== order.fence) return 'orderUnknown';
    const isOver = order.issued_at !== null || (until === 'prepared' && order.prepared_at !== null);
    return isOver ? 'orderCompleted' : null;
  }

  /**
   * Did this gateway hold the order when its card was prepared, and is no sealed secret of this kind and PIN among the facts before?
   * Later holders write certificates; the card's PUKs and PINs are those of the gateway that prepared it.
   */
  lacksSealed(kind: KnownFact['kind'], body: OfOrder & { readonly pin: number }): boolean {
    const order = this.#orders.get(body.orderId);
    const preparedAt = order?.prepared_at ?? order?.issued_at ?? null;
    if (preparedAt === null) return false;
    const hold = this.#holds.findLast(({ order_id, since }) => order_id === body.orderId && since <= preparedAt);
    const isTheirs = hold?.gateway === this.#gateway && (body.fence ?? hold.fence) === hold.fence;
    return isTheirs && !this.#sealed.has(sealedKey(kind, body));
  }

  knowsCard(cardSerial: string): boolean {
    return this.orders.some(({ card_serial }) => card_serial === cardSerial);
  }

  /** What the fact does to its order counts for the facts behind it. */
  accepted({ kind, body }: KnownFact, at: string): void {
    if (!('orderId' in body)) return;
    if ('pin' in body) this.#sealed.add(sealedKey(kind, body));
    const order = this.#orders.get(body.orderId);
    if (order === undefined) return;
    if (kind === 'cardPrepared') this.#orders.set(order.id, { ...order, prepared_at: at });
    if (kind === 'cardIssued' || kind === 'certificatesRenewed')
      this.#orders.set(order.id, { ...order, issued_at: at });
  }

  /** Facts of a gateway that names no fence count as those of the last time that it was given the order. */
  #lastFenceGiven({ id }: OrderRow): number | null {
    const given = this.#holds.filter(({ order_id, gateway }) => order_id === id && gateway === this.#gateway);
    return given.at(-1)?.fence ?? null;
  }

  #newestFence(cardSerial: string): number {
    const ofCard = new Set(this.orders.filter(({ card_serial }) => card_serial === cardSerial).map(({ id }) => id));
    return Math.max(0, ...this.#holds.filter(({ order_id }) => ofCard.has(order_id)).map(({ fence }) => fence));
  }
}
