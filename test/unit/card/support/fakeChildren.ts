/** Child processes of the transport without processes: a test answers their requests and ends them. */
import { unpackJson } from '../../../../card/transport/messages.js';
import type { ChildRole, MonitorEvent } from '../../../../card/transport/messages.js';
import type { Child, NativeChildOptions } from '../../../../card/transport/nativeChild.js';
import { RequestError } from '../../../../card/transport/nativeChild.js';
import type { TransportFailure } from '../../../../card/transport/connection.js';
import { frameKinds } from '../../../../card/transport/frames.js';
import type { PcscTransportOptions } from '../../../../card/transport/pcscOptions.js';
import { PcscTransport } from '../../../../card/transport/pcscTransport.js';

/** What a request comes to: bytes, a failure, or nothing. */
export type Outcome = Uint8Array | TransportFailure | 'silence';

export class FakeChild implements Child {
  readonly requests: { readonly kind: number; readonly payload: Uint8Array; readonly timeoutMs: number }[] = [];
  /** By default connecting yields T=1 and an exchange 9000. */
  outcome: (kind: number) => Outcome = (kind) =>
    kind === frameKinds.connect ? Uint8Array.of(2) : Uint8Array.of(0x90, 0x00);
  alive = true;
  readonly #waiting: ((error: RequestError) => void)[] = [];

  constructor(
    readonly role: ChildRole,
    readonly reader: string | null,
    readonly options: NativeChildOptions,
  ) {}

  request(kind: number, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    this.requests.push({ kind, payload, timeoutMs });
    const outcome = this.outcome(kind);
    if (outcome === 'silence') return new Promise((_resolve, reject) => this.#waiting.push(reject));
    return typeof outcome === 'string' ? Promise.reject(new RequestError(outcome, 'test')) : Promise.resolve(outcome);
  }

  kill(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const reject of this.#waiting) reject(new RequestError('crashed', 'SIGKILL'));
    queueMicrotask(() => this.options.onEnd('SIGKILL'));
  }

  ended(): Promise<void> {
    return this.alive ? new Promise(() => undefined) : Promise.resolve();
  }

  say(...events: readonly MonitorEvent[]): void {
    for (const event of events) this.options.onEvent?.(event);
  }

  /** Dispositions of the disconnects that were asked for. */
  disconnects(): unknown[] {
    return this.requests.filter(({ kind }) => kind === frameKinds.disconnect).map(({ payload }) => unpackJson(payload));
  }
}

export const available: MonitorEvent = { kind: 'serviceAvailable' };
export const unavailable: MonitorEvent = { kind: 'serviceUnavailable', detail: 'test' };
export const present = (reader: string, insertion = 1, atr = '3b80'): MonitorEvent => ({
  kind: 'status',
  reader,
  eventState: insertion * 0x20000 + 0x22,
  atr,
});
export const empty = (reader: string): MonitorEvent => ({ kind: 'status', reader, eventState: 0x30012, atr: '' });
export const unplugged = (reader: string): MonitorEvent => ({ kind: 'readerRemoved', reader });

/** A transport with fake children, and what it notified. */
export class TransportBench {
  readonly children: FakeChild[] = [];
  readonly news: string[] = [];
  readonly transport: PcscTransport;
  /** Of the children that start from now on; null: the usual one. */
  outcome: FakeChild['outcome'] | null = null;

  constructor(options: PcscTransportOptions = {}) {
    this.transport = new PcscTransport({
      reportWaitMs: 20,
      monitorRetryMs: 5,
      ...options,
      startChild: (role, reader, childOptions) => {
        const child = new FakeChild(role, reader, childOptions);
        if (this.outcome !== null) child.outcome = this.outcome;
        this.children.push(child);
        return child;
      },
    });
  }

  begin(): Promise<void> {
    return this.transport.start({
      readerChanged: ({ reader, card }, insertion) =>
        this.news.push(`${reader} ${card.present ? `card ${insertion}` : 'empty'}`),
      readerRemoved: (reader) => this.news.push(`${reader} removed`),
      serviceChanged: (is) => this.news.push(is ? 'service' : 'no service'),
      readersListed: (readers) => this.news.push(`listed ${readers.join(' ')}`),
    });
  }

  /** The newest child of this kind. */
  child(role: ChildRole): FakeChild {
    const found = this.children.findLast((one) => one.role === role);
    if (found === undefined) throw new Error(`no ${role} was started`);
    return found;
  }

  /** Starts with pcscd available and a card in reader `r`. */
  async withCard(): Promise<void> {
    const begun = this.begin();
    this.child('monitor').say(available, present('r'));
    await begun;
  }
}
