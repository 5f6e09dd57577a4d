/**
 * Detects work that hangs. Work with an end registers here with a time limit. A loop without an end sends heartbeats. A component
 * that may be idle for hours is probed: a round trip through the same queue as real work must return in time.
 */
import { monotonicTicker, type Ticker } from './ticker.js';

/** A piece of work, a loop or a probe that exceeded its time limit. */
export interface Stuck {
  /** Name of the source, heartbeat or probe. */
  readonly source: string;
  /** What the source was doing, or why its probe failed. */
  readonly what: string;
  /** Time since its last sign of progress, in ms. */
  readonly silentMs: number;
}

/** One piece of work in progress. */
export interface Work {
  /** Reports progress: the time limit starts again. */
  beat(): void;
  /** Reports the end, whether the work succeeded or failed. A second call has no effect. */
  end(): void;
}

/** A kind of work with an end: job steps, writes, deliveries. Any number may be in progress at once. */
export interface ProgressSource {
  /**
   * @param what for the log, e.g. `issueCard.generateSigningKey on A1`
   * @param deadlineMs the work counts as stuck when neither `beat` nor `end` is called for so long
   */
  begin(what: string, deadlineMs: number): Work;
}

/** A loop that never ends, e.g. the readers' monitor. */
export interface Heartbeat {
  /** Reports that the loop is running. */
  beat(): void;
  /** Suspends the watch because the loop was stopped on purpose. The next beat resumes it. */
  rest(): void;
}

interface Watched {
  readonly source: string;
  readonly what: string;
  readonly limitMs: number;
  /** Time of its last sign of progress; null while the watch is suspended. */
  heardMs: number | null;
}

interface Probe {
  readonly name: string;
  readonly limitMs: number;
  readonly roundTrip: () => Promise<void>;
  /** The round trip that has not returned yet. */
  pending: { readonly beganMs: number; readonly answer: Promise<Stuck | null> } | null;
}

/** All sources, heartbeats and probes of this process. */
export class ProgressWatch {
  readonly #ticker: Ticker;
  readonly #watched = new Set<Watched>();
  readonly #probes: Probe[] = [];

  constructor(ticker: Ticker = monotonicTicker) {
    this.#ticker = ticker;
  }

  /** @param name is given in `Stuck.source` */
  source(name: string): ProgressSource {
    return {
      begin: (what, deadlineMs) => {
        const work: Watched = { source: name, what, limitMs: deadlineMs, heardMs: this.#ticker.nowMs() };
        this.#watched.add(work);
        return { beat: () => (work.heardMs = this.#ticker.nowMs()), end: () => void this.#watched.delete(work) };
      },
    };
  }

  /** @param maxSilenceMs the loop counts as stuck when more time passes between two beats; the watch starts with the first beat */
  heartbeat(name: string, maxSilenceMs: number): Heartbeat {
    const loop: Watched = { source: name, what: 'heartbeat', limitMs: maxSilenceMs, heardMs: null };
    this.#watched.add(loop);
    return { beat: () => (loop.heardMs = this.#ticker.nowMs()), rest: () => (loop.heardMs = null) };
  }

  /**
   * @param limitMs the round trip must return within this time
   * @param roundTrip e.g. writes a row through the writer queue and reads it back; it never runs twice at once
   */
  probe(name: string, limitMs: number, roundTrip: () => Promise<void>): void {
    this.#probes.push({ name, limitMs, roundTrip, pending: null });
  }

  /** Starts every probe and waits for it, at most for its time limit. @returns what is stuck; empty when nothing is */
  async examine(): Promise<readonly Stuck[]> {
    const probed = await Promise.all(this.#probes.map((probe) => this.#ask(probe)));
    const nowMs = this.#ticker.nowMs();
    const silent = [...this.#watched].flatMap(({ source, what, limitMs, heardMs }) => {
      const silentMs = heardMs === null ? 0 : nowMs - heardMs;
      return silentMs > limitMs ? [{ source, what, silentMs }] : [];
    });
    return [...silent, ...probed.filter((stuck) => stuck !== null)];
  }

  /** A round trip that an earlier call started and that has not returned is not started again: the probe stays stuck until it returns. */
  async #ask(probe: Probe): Promise<Stuck | null> {
    probe.pending ??= this.#send(probe);
    const { beganMs, answer } = probe.pending;
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

  #send(probe: Probe): NonNullable<Probe['pending']> {
    const beganMs = this.#ticker.nowMs();
    const failed = (error: unknown): Stuck => ({
      source: probe.name,
      what: `probe failed: ${error instanceof Error ? error.message : String(error)}`,
      silentMs: this.#ticker.nowMs() - beganMs,
    });
    const answer = Promise.resolve()
      .then(() => probe.roundTrip())
      .then(() => null, failed)
      .finally(() => (probe.pending = null));
    return { beganMs, answer };
  }
}
