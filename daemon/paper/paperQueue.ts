/** How many papers are made at once, and how many may wait. */
import PQueue from 'p-queue';
import { Failure } from '../contract/failures/failure.js';

export class PaperQueue {
  readonly #queue: PQueue;
  readonly #mostWaiting: number;

  constructor({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }) {
    this.#queue = new PQueue({ concurrency: atOnce });
    this.#mostWaiting = waiting;
  }

  /** @throws {Failure} `paper.make.busy` */
  async add<T>(work: () => Promise<T>): Promise<T> {
    if (this.#queue.size >= this.#mostWaiting) throw new Failure('paper.make.busy');
    return this.#queue.add(work);
  }
}
