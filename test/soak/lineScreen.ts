/** The line's screen, which comes back by itself when the daemon was killed. */
import type { WireBatchLine, WireBatchOrder, WireBatchTile } from '../../daemon/contract/messages.js';
import type { ApiClient } from '../harness/apiClient.js';
import { batchOperator, type Site } from '../harness/site.js';

/** As long as a timer can be. When nothing goes on, `attend` ends the run: a wait for a later card of the order has no limit of its own. */
const longestMs = 2 ** 31 - 1;

export class LineScreen {
  #client: ApiClient;
  #replaced = later();

  private constructor(
    private readonly site: Site,
    client: ApiClient,
  ) {
    this.#client = client;
  }

  static async open(site: Site): Promise<LineScreen> {
    return new LineScreen(site, await lookingClient(site));
  }

  /** After the daemon was started again. */
  async openAgain(): Promise<void> {
    this.#client.close();
    this.#client = await lookingClient(this.site);
    const replaced = this.#replaced;
    this.#replaced = later();
    replaced.resolve();
  }

  request<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.#client.request<T>(method, path, body);
  }

  /** Answers a job's question; a daemon that is killed meanwhile asks again. */
  async answer(jobId: string, answer: object): Promise<void> {
    await this.#client.answer(jobId, answer).catch(() => undefined);
  }

  /** The tile once it shows one of these lights, or null once every card of the order is issued. */
  untilLight(readerId: string, orderId: string, ...lights: WireBatchTile['light'][]): Promise<WireBatchTile | null> {
    return this.#until(({ tiles, batchOrders }) => {
      const tile = tiles.get(readerId);
      if (tile !== undefined && lights.includes(tile.light)) return { tile };
      const counts = batchOrders.get(orderId)?.counts;
      return counts !== undefined && counts.issued === counts.total && tile?.light === 'wait' && { tile: null };
    }).then(({ tile }) => tile);
  }

  order(orderId: string): WireBatchOrder | undefined {
    return this.#client.batchOrders.get(orderId);
  }

  untilOrder(orderId: string, holds: (order: WireBatchOrder) => boolean): Promise<WireBatchOrder> {
    return this.#until(({ batchOrders }) => {
      const order = batchOrders.get(orderId);
      return order !== undefined && holds(order) && order;
    });
  }

  async untilRa(reachable: boolean): Promise<void> {
    await this.#until(({ ra }) => ra?.reachable === reachable);
  }

  async untilDelivered(): Promise<void> {
    await this.#until(({ ra }) => ra?.reachable === true && ra.outbox === 0);
  }

  readerId(pcscName: string): string {
    const found = [...this.#client.readers.values()].find((reader) => reader.pcscName === pcscName);
    if (found === undefined) throw new Error(`no reader ${pcscName}`);
    return found.id;
  }

  /** For a person who has to find out what holds the line up. */
  tells(): string {
    const tiles = [...this.#client.tiles.values()].map(({ name, light, waitsFor, work, cardSerial, failure }) =>
      [name, light, waitsFor, work && `${work.step.en} of ${work.number}`, cardSerial, failure?.code]
        .filter(Boolean)
        .join(', '),
    );
    const orders = [...this.#client.batchOrders.values()].map(({ state, counts }) =>
      JSON.stringify({ state, ...counts }),
    );
    return [...orders, ...tiles].join('\n');
  }

  /** What was told is not kept: there are ten thousand cards. */
  forget(): void {
    this.#client.events.length = 0;
    this.site.gateway.forgetLog();
    for (const [id, { state }] of this.#client.jobs) if (state === 'finished') this.#client.jobs.delete(id);
  }

  async #until<T extends object | true>(look: (client: ApiClient) => T | false | undefined): Promise<T> {
    for (;;) {
      const client = this.#client;
      const found = await Promise.race([client.until(() => look(client), longestMs), this.#replaced.promise]);
      if (found !== undefined) return found;
    }
  }
}

/** The screen as it stands; what events told meanwhile is newer. */
async function lookingClient(site: Site): Promise<ApiClient> {
  const client = await site.staff(batchOperator);
  const { tiles, orders } = await client.request<WireBatchLine>('GET', '/api/batch');
  for (const tile of tiles) if (!client.tiles.has(tile.readerId)) client.tiles.set(tile.readerId, tile);
  for (const order of orders) if (!client.batchOrders.has(order.id)) client.batchOrders.set(order.id, order);
  return client;
}

function later(): { readonly promise: Promise<undefined>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<undefined>((settle) => (resolve = () => settle(undefined)));
  return { promise, resolve };
}
