/**
 * Parts of a process that start one after the other and stop in the opposite order, as an `AsyncDisposableStack` does, which
 * Node 20 does not have.
 */
export interface Part {
  /** For the log. */
  readonly name: string;
  start(): Promise<void>;
  /** Ends what `start` began. It is called too when `start` failed half way. */
  stop(): Promise<void>;
}

/** A part whose start gives something that others work with. */
export interface Resource<T> extends Part {
  /** @throws {Error} while it is not open */
  readonly value: T;
}

/**
 * A part made of a pair of functions.
 * @param open must release everything that it took when it fails
 * @param close receives what `open` gave; it is not called when `open` failed
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
  /** Parts whose `start` was called, in that order. */
  readonly #begun: Part[] = [];

  /** @param stopFailed is called for each part whose `stop` failed; the other parts are stopped all the same */
  constructor(private readonly stopFailed: (part: string, error: unknown) => void) {}

  /**
   * Runs `work`, which starts parts. When `work` throws, every part that it began to start is stopped, the failing one too.
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

  /** Stops every part, the last one first. @throws the error of a part whose stop failed, after all of them */
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
        this.stopFailed(part.name, error);
      }
    }
    return errors;
  }
}
