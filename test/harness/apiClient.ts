/** A screen without a browser: the API's session, requests and events, as `messages.ts` describes them. */
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';
import {
  eventSchema,
  type WireBatchLetters,
  type WireBatchOrder,
  type WireBatchTile,
  type WireClaim,
  type WireEvent,
  type WireFailure,
  type WireJob,
  type WireRaStatus,
  type WireReader,
} from '../../daemon/contract/messages.js';
import { checkDocumented } from './documented.js';
import { openAt } from './testScreen.js';

/** A file of tests has 300 s; a wait that takes a good part of it is told before the runner ends the file. */
const untilLimitMs = 120_000;

/** The API answered no. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly failure: WireFailure,
  ) {
    super(failure.code);
  }
}

export class ApiClient {
  readonly readers = new Map<string, WireReader>();
  readonly jobs = new Map<string, WireJob>();
  /** Every event, as it came. */
  readonly events: WireEvent[] = [];
  readonly ras = new Map<string, WireRaStatus>();
  claims: readonly WireClaim[] = [];
  /** Of the batch line, as far as they were told. */
  readonly tiles = new Map<string, WireBatchTile>();
  readonly batchOrders = new Map<string, WireBatchOrder>();
  readonly batchLetters = new Map<string, WireBatchLetters>();
  private readonly news = new EventEmitter().setMaxListeners(0);
  private socket: WebSocket | null = null;
  private socketClosed: Promise<number> = Promise.resolve(0);

  private constructor(
    readonly url: string,
    private token: string,
  ) {}

  /** The line to the first RA. */
  get ra(): WireRaStatus | null {
    return [...this.ras.values()][0] ?? null;
  }

  /** A kiosk's session with its events. */
  static async kiosk(url: string): Promise<ApiClient> {
    const client = new ApiClient(url, await openAt(url, 'kiosk'));
    await client.listen();
    return client;
  }

  /** A staff session with its events. */
  static async staff(url: string, name: string, password: string): Promise<ApiClient> {
    const client = new ApiClient(url, await openAt(url, 'counter'));
    await client.request('POST', '/api/staff/login', { name, password });
    await client.listen();
    return client;
  }

  /** A staff session by staff card, with its events. @throws {ApiRefusal} */
  static async staffByCard(url: string, readerId: string, pin: string, lastTryConfirmed = false): Promise<ApiClient> {
    const client = new ApiClient(url, await openAt(url, 'counter'));
    await client.request('POST', '/api/staff/card-login', { readerId, pin, lastTryConfirmed });
    await client.listen();
    return client;
  }

  /** The code with which the event socket is closed, or was. */
  get closed(): Promise<number> {
    return this.socketClosed;
  }

  /** Opens the event socket again, after it was closed. */
  async listenAgain(): Promise<void> {
    await this.listen();
  }

  /** @throws {ApiRefusal} */
  async request<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        origin: this.url,
        authorization: `Screen ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const renewed = response.headers.get('screen-token');
    if (renewed !== null) {
      this.token = renewed;
      // The events so far were those of the token so far.
      if (this.socket !== null) await this.listen();
    }
    const answer: unknown = text === '' ? null : JSON.parse(text);
    if (!response.ok) {
      const { failure } = answer as { failure: WireFailure };
      checkDocumented(method, path, failure.code);
      throw new ApiRefusal(response.status, failure);
    }
    return answer as T;
  }

  /** A GET whose answer is a file. @throws {ApiRefusal} */
  async file(path: string): Promise<{ readonly headers: Headers; readonly content: Buffer }> {
    const response = await fetch(new URL(path, this.url), {
      headers: { origin: this.url, authorization: `Screen ${this.token}` },
    });
    const content = Buffer.from(await response.arrayBuffer());
    if (response.ok) return { headers: response.headers, content };
    throw new ApiRefusal(response.status, (JSON.parse(content.toString()) as { failure: WireFailure }).failure);
  }

  async createJob(order: object, key: string = randomUUID()): Promise<WireJob> {
    const { job } = await this.request<{ job: WireJob }>('POST', '/api/jobs', order, { 'idempotency-key': key });
    return job;
  }

  async answer(jobId: string, answer: object): Promise<WireJob> {
    return (await this.request<{ job: WireJob }>('POST', `/api/jobs/${jobId}/answer`, answer)).job;
  }

  async job(jobId: string): Promise<WireJob> {
    return (await this.request<{ job: WireJob }>('GET', `/api/jobs/${jobId}`)).job;
  }

  /**
   * Resolves with the first truthy answer of `look`, asked now and after each event.
   * @throws {Error} with what was seen last, when the time limit is over
   */
  until<T>(look: () => T | undefined | null | false, limitMs = untilLimitMs): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.news.off('event', check);
      };
      // Within each event: of two that arrive together, neither may pass unseen.
      const check = (): void => {
        try {
          const found = look();
          if (found === undefined || found === null || found === false) return;
          resolve(found);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        end();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`not seen within ${limitMs / 1000} s: ${look.toString()}\n${this.seen()}`));
      }, limitMs);
      this.news.on('event', check);
      check();
    });
  }

  /** What the screen knows now, in lines. */
  private seen(): string {
    return [
      ...[...this.jobs.values()].map(({ id, kind, state }) => `job ${id} ${kind}: ${state}`),
      ...[...this.readers.values()].map(({ pcscName, card }) => `reader ${pcscName}: ${card?.state ?? 'no card'}`),
      ...[...this.batchOrders.values()].map(({ id, state }) => `order ${id}: ${state}`),
      ...[...this.tiles.values()].map(({ readerId, light }) => `tile ${readerId}: ${light}`),
      `last event: ${this.events.at(-1)?.type ?? 'none'}`,
    ].join('\n');
  }

  /** The job once it is in one of these states. */
  untilJob(jobId: string, ...states: WireJob['state'][]): Promise<WireJob> {
    return this.until(() => {
      const job = this.jobs.get(jobId);
      return job !== undefined && states.includes(job.state) && job;
    });
  }

  /** The order once it is in one of these states. */
  untilOrder(orderId: string, ...states: WireBatchOrder['state'][]): Promise<WireBatchOrder> {
    return this.until(() => {
      const order = this.batchOrders.get(orderId);
      return order !== undefined && states.includes(order.state) && order;
    });
  }

  /** The letters of an order once the run under way has ended. */
  untilLetters(orderId: string): Promise<WireBatchLetters> {
    return this.until(() => {
      const letters = this.batchLetters.get(orderId);
      return letters !== undefined && letters.run?.endedAt !== null && letters;
    });
  }

  /** The tile once it shows one of these lights. */
  untilLight(readerId: string, ...lights: WireBatchTile['light'][]): Promise<WireBatchTile> {
    return this.until(() => {
      const tile = this.tiles.get(readerId);
      return tile !== undefined && lights.includes(tile.light) && tile;
    });
  }

  /** The reader once its card was read. @param pcscName as pcscd names it */
  untilCard(pcscName: string, serial?: string): Promise<WireReader> {
    return this.until(() =>
      [...this.readers.values()].find(
        ({ pcscName: name, card, jobId }) =>
          name === pcscName &&
          jobId === null &&
          card?.state === 'known' &&
          (serial === undefined || card.serial === serial),
      ),
    );
  }

  close(): void {
    this.socket?.terminate();
  }

  private async listen(): Promise<void> {
    const url = new URL('/api/events', this.url);
    url.protocol = 'ws:';
    const socket = new WebSocket(url, ['events', `token.${this.token}`], { headers: { origin: this.url } });
    this.socket = socket;
    this.socketClosed = once(socket, 'close').then(([code]) => code as number);
    const first = once(this.news, 'event');
    socket.on('message', (data: Buffer) => {
      const event = eventSchema.parse(JSON.parse(data.toString('utf8')));
      this.events.push(event);
      this.apply(event);
      this.news.emit('event');
    });
    socket.on('error', () => undefined);
    await Promise.race([
      first,
      once(socket, 'close').then(() => {
        throw new Error('the event socket was refused');
      }),
    ]);
  }

  private apply(event: WireEvent): void {
    switch (event.type) {
      case 'snapshot':
        for (const reader of event.readers) this.readers.set(reader.id, reader);
        for (const job of event.jobs) this.jobs.set(job.id, job);
        for (const ra of event.ras) this.ras.set(ra.raId, ra);
        this.claims = event.claims;
        return;
      case 'reader':
        this.readers.set(event.reader.id, event.reader);
        return;
      case 'readerRemoved':
        this.readers.delete(event.readerId);
        return;
      case 'job':
        this.jobs.set(event.job.id, event.job);
        return;
      case 'ra':
        this.ras.set(event.ra.raId, event.ra);
        return;
      case 'claims':
        this.claims = event.claims;
        return;
      case 'batchTile':
        this.tiles.set(event.tile.readerId, event.tile);
        return;
      case 'batchOrder':
        this.batchOrders.set(event.order.id, event.order);
        return;
      case 'batchLetters':
        this.batchLetters.set(event.letters.orderId, event.letters);
        return;
      case 'pcsc':
      case 'registrations':
      case 'sticks':
      case 'approvals':
      case 'cardReaders':
      case 'batch':
        return;
    }
  }
}
