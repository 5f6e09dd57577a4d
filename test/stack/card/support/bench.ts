/** A harness with readers, the transport under test on it, and news of it to wait for. */
import { EventEmitter, on } from 'node:events';
import type { ReaderState } from '../../../../card/transport/connection.js';
import type { PcscTransportOptions } from '../../../../card/transport/pcscOptions.js';
import { PcscTransport } from '../../../../card/transport/pcscTransport.js';
import type { PcscHarness } from '../../../harness/pcscHarness.js';
import { startPcsc } from '../../../harness/pcscHarness.js';

export type News =
  | { readonly kind: 'reader'; readonly state: ReaderState; readonly insertion: number }
  | { readonly kind: 'removed'; readonly reader: string }
  | { readonly kind: 'service'; readonly available: boolean };

export class Bench {
  readonly news: News[] = [];
  readonly #emitter = new EventEmitter<{ news: [News] }>();

  constructor(
    readonly harness: PcscHarness,
    readonly transport: PcscTransport,
  ) {}

  async start(): Promise<void> {
    const tell = (news: News): void => {
      this.news.push(news);
      this.#emitter.emit('news', news);
    };
    await this.transport.start({
      readerChanged: (state, insertion) => tell({ kind: 'reader', state, insertion }),
      readerRemoved: (reader) => tell({ kind: 'removed', reader }),
      serviceChanged: (available) => tell({ kind: 'service', available }),
    });
  }

  /** The first piece of news from `since` on that `matches`, which may have come already. */
  async until(matches: (news: News) => boolean, since = 0): Promise<News> {
    const limit = AbortSignal.timeout(20_000);
    const coming = on(this.#emitter, 'news', { signal: limit });
    const before = this.news.slice(since).find(matches);
    if (before !== undefined) return before;
    for await (const [news] of coming as AsyncIterable<[News]>) if (matches(news)) return news;
    throw new Error('unreachable');
  }

  /** The insertion count with which the card in `reader` is seen. */
  async untilPresent(reader: string, since = 0): Promise<number> {
    const news = await this.until(
      (one) => one.kind === 'reader' && one.state.reader === reader && one.state.card.present,
      since,
    );
    return news.kind === 'reader' ? news.insertion : 0;
  }

  untilService(available: boolean, since = 0): Promise<News> {
    return this.until((one) => one.kind === 'service' && one.available === available, since);
  }

  reader(index: number): string {
    return this.harness.readers[index] ?? '';
  }

  async stop(): Promise<void> {
    await this.transport.stop();
    await this.harness.stop();
  }
}

export async function startBench(readers = 2, options: PcscTransportOptions = {}): Promise<Bench> {
  const harness = await startPcsc({ readers });
  const bench = new Bench(harness, new PcscTransport({ socketPath: harness.socketPath, ...options }));
  await bench.start();
  return bench;
}
