/**
 * Parts of a process, started in order and stopped in the opposite order. Node 20 has no `AsyncDisposableStack`, which would do
 * the same.
 */

/** Something with a start and a stop. */
export interface Part {
  /** For the log. */
  readonly name: string;
  start(): Promise<void>;
  /** Undoes `start`. It is also called when `start` threw, so it must cope with a part that is half started. */
  stop(): Promise<void>;
}

/** A part that holds a value between its start and its stop, e.g. an open database. */
export interface Resource<T> extends Part {
  /** What `start` opened. @throws {Error} before `start` and after `stop` */
  readonly value: T;
}

/**
 * A part made of two functions.
 * @param name for the log
 * @param open must release everything that it acquired when it throws
 * @param close receives what `open` returned; it is not called when `open` threw
 */
export function resource<T>(
  name: string,
  open: () => Promise<T>,
  close: (value: T) => Promise<void> | void,
): Resource<T> {
  let opened: { readonly value: T } | null = null;
  return {
    name,
    get value(): T {
      if (opened === null) throw new Error(`${name}: not open`);
      return opened.value;
    },
    async start() {
      opened = { value: await open() };
    },
    async stop() {
      const closing = opened;
      opened = null;
      if (closing !== null) await close(closing.value);
    },
  };
}

/** Starts parts in order and stops them in the opposite order. */
export class Lifecycle {
  /** Parts whose `start` was called, in the order of the calls. */
  readonly #begun: Part[] = [];

  readonly #stopFailed: (part: string, error: unknown) => void;

  /** @param stopFailed is called for each part whose `stop` threw, with the part's name; the other parts are still stopped */
  constructor(stopFailed: (part: string, error: unknown) => void) {
    this.#stopFailed = stopFailed;
  }

  /**
   * Runs `work`, which starts parts. When `work` throws, every part that was started is stopped, also the one whose start failed.
   * @throws what `work` throws
   */
  async startUp<T>(work: (start: (parts: readonly Part[]) => Promise<void>) => Promise<T>): Promise<T> {
    try {
      return await work((parts) => this.#startEach(parts));
    } catch (error) {
      await this.#stopAll();
      throw error;
    }
  }

  /**
   * Stops every part, the last one first.
   * @throws after all were stopped: the error of the part whose stop threw, or an `AggregateError` of several
   */
  async stop(): Promise<void> {
    const errors = await this.#stopAll();
    if (errors.length > 1) throw new AggregateError(errors, 'several parts did not stop well');
    if (errors.length === 1) throw errors[0];
  }

  async #startEach(parts: readonly Part[]): Promise<void> {
    for (const part of parts) {
      this.#begun.push(part);
      await part.start();
    }
  }

  async #stopAll(): Promise<readonly unknown[]> {
    const errors: unknown[] = [];
    for (let part = this.#begun.pop(); part !== undefined; part = this.#begun.pop()) {
      try {
        await part.stop();
      } catch (error) {
        errors.push(error);
        this.#stopFailed(part.name, error);
      }
    }
    return errors;
  }
}
