/**
 * Proof of progress. Whatever could hang announces its work here with a time limit, whatever must go round all the time
 * beats here, and what may be idle for hours is asked: a probe goes the same way as real work and has to come back.
 */
import { monotonicTicker, type Ticker } from './ticker.js';

/** Something that made no progress in its time. */
export interface Stuck {
  /** Name of the source, heartbeat or probe. */
  readonly source: string;
  /** What it was doing, or why its probe failed. */
  readonly what: string;
  /** How long it has been silent, in ms. */
  readonly silentMs: number;
}

/** One piece of work under way. */
export interface Work {
  /** It made progress: its time limit begins again. */
  beat(): void;
  /** It is over, well or badly. A second call does nothing. */
  end(): void;
}

/** A kind of work with an end: job steps, writes, deliveries. Any number may be under way. */
export interface ProgressSource {
  /**
   * @param what for the log, e.g. `issueCard.generateSigningKey on A1`
   * @param deadlineMs without `beat` or `end` for so long, it counts as stuck
   */
  begin(what: string, deadlineMs: number): Work;
}

/** A loop that never ends, e.g. the readers' monitor. */
export interface Heartbeat {
  beat(): void;
  /** The loop was stopped on purpose; the next beat starts the watch again. */
  rest(): void;
}

interface Watched {
  readonly source: string;
  readonly what: string;
  readonly limitMs: number;
  /** When it was last heard of; null while it rests. */
  heardMs: number | null;
}

interface Probe {
  readonly name: string;
  readonly limitMs: number;
  readonly roundTrip: () => Promise<void>;
  /** The round trip that has not come back yet. */
  underWay: { readonly beganMs: number; readonly answer: Promise<Stuck | null> } | null;
}

export class ProgressWatch {
  readonly #ticker: Ticker;
  readonly #watched = new Set<Watched>();
  readonly #probes: Probe[] = [];

  constructor(ticker: Ticker = monotonicTicker) {
    this.#ticker = ticker;
  }

  source(name: string): ProgressSource {
    return {
      begin: (what, deadlineMs) => {
        const work: Watched = { source: name, what, limitMs: deadlineMs, heardMs: this.#ticker.nowMs() };
        this.#watched.add(work);
        return { beat: () => (work.heardMs = this.#ticker.nowMs()), end: () => void this.#watched.delete(work) };
      },
    };
  }

  /** @param maxSilenceMs more time than this between two beats counts as stuck; it rests until its first beat */
  heartbeat(name: string, maxSilenceMs: number): Heartbeat {
    const loop: Watched = { source: name, what: 'heartbeat', limitMs: maxSilenceMs, heardMs: null };
    this.#watched.add(loop);
    return { beat: () => (loop.heardMs = this.#ticker.nowMs()), rest: () => (loop.heardMs = null) };
  }

  /**
   * @param limitMs the round trip has to come back within this time
   * @param roundTrip e.g. write a row through the writer queue and read it again; never runs twice at once
   */
  probe(name: string, limitMs: number, roundTrip: () => Promise<void>): void {
    this.#probes.push({ name, limitMs, roundTrip, underWay: null });
  }

  /** Sends every probe on its way and waits for it, at most for its time limit. @returns what is stuck; empty: all well */
  async examine(): Promise<readonly Stuck[]> {
    const probed = await Promise.all(this.#probes.map((probe) => this.#ask(probe)));
    const nowMs = this.#ticker.nowMs();
    const silent = [...this.#watched].flatMap(({ source, what, limitMs, heardMs }) => {
      const silentMs = heardMs === null ? 0 : nowMs - heardMs;
      return silentMs > limitMs ? [{ source, what, silentMs }] : [];
    });
    return [...silent, ...probed.filter((stuck) => stuck !== null)];
  }

  /** One that has not come back from an earlier round is not sent again: it stays stuck until it does. */
  async #ask(probe: Probe): Promise<Stuck | null> {
    probe.underWay ??= this.#send(probe);
    const { beganMs, answer } = probe.underWay;
    const late = (): Stuck => ({
      source: probe.name,
      what: 'probe did not come back',
      silentMs: this.#ticker.nowMs() - beganMs,
    });
    const remainingMs = beganMs + probe.limitMs - this.#ticker.nowMs();
    return new Promise((resolve) => {
      const cancel = this.#ticker.after(Math.max(0, remainingMs), () => resolve(late()));
      void answer.then((stuck) => {
        cancel();
        resolve(stuck);
      });
    });
  }

  #send(probe: Probe): NonNullable<Probe['underWay']> {
    const beganMs = this.#ticker.nowMs();
    const failed = (error: unknown): Stuck => ({
      source: probe.name,
      what: `probe failed: ${error instanceof Error ? error.message : String(error)}`,
      silentMs: this.#ticker.nowMs() - beganMs,
    });
    const answer = Promise.resolve()
      .then(() => probe.roundTrip())
      .then(() => null, failed)
      .finally(() => (probe.underWay = null));
    return { beganMs, answer };
  }
}
