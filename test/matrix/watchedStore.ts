/** A store that tells of the durable writes of chosen jobs and can stop a job at one of them, as long as it is told to. */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Database, Executor, SqlValue } from '../../base/database.js';

/** A line on the gateway's standard input. */
export const storeCommandSchema = z.discriminatedUnion('do', [
  /** Tell of the writes that are about one of `keys` (a card's serial number, a registration); stop at one of them. */
  z.object({
    do: z.literal('watch'),
    watch: z.string(),
    keys: z.array(z.string()),
    /** By number (from 1) or by name. */
    stop: z.object({ write: z.union([z.int().min(1), z.string()]), when: z.enum(['before', 'after']) }).nullable(),
  }),
  /** What is stopped goes on; no more is told. */
  z.object({ do: z.literal('release'), watch: z.string() }),
  /** An exchange with a card may take so long. */
  z.object({ do: z.literal('limit'), timeoutMs: z.int().min(1) }),
  /** The gateway's clock is off by so much. */
  z.object({ do: z.literal('clock'), offMs: z.number() }),
]);
export type StoreCommand = z.infer<typeof storeCommandSchema>;
type WatchCommand = Extract<StoreCommand, { do: 'watch' }>;

/** A line on its standard output. */
export const storeNewsSchema = z.discriminatedUnion('news', [
  z.object({ news: z.literal('write'), watch: z.string(), name: z.string() }),
  z.object({ news: z.literal('stopped'), watch: z.string() }),
]);
export type StoreNews = z.infer<typeof storeNewsSchema>;

/** A job's own writes: its row, its journal, its facts. What names the RA of older rows is the start's. */
const jobWrite = /^\s*(?<what>INSERT INTO|UPDATE) (?<table>job|journal|outbox)\b(?! SET ra_id)/;

/** e.g. `journal setPuk1 intent`; null for what is no job's. */
function nameOf(sql: string, params: readonly SqlValue[]): string | null {
  const { what, table } = jobWrite.exec(sql)?.groups ?? {};
  if (table === undefined) return null;
  if (table === 'journal') return `journal ${String(params[1])} ${String(params[2])}`;
  if (table === 'outbox') return `outbox ${String(params[2])}`;
  return what === 'UPDATE' ? `job ${String(params[0])}` : 'job begun';
}

class Watch {
  readonly #keys: Set<string>;
  #writes = 0;
  #release: () => void = () => undefined;
  readonly #released = new Promise<void>((resolve) => (this.#release = resolve));

  constructor(private readonly command: WatchCommand) {
    this.#keys = new Set(command.keys);
  }

  isAbout(params: readonly SqlValue[]): boolean {
    return params.some((value) => typeof value === 'string' && [...this.#keys].some((key) => value.includes(key)));
  }

  /** @returns at which moment the job is to stop */
  count(name: string, params: readonly SqlValue[]): 'before' | 'after' | null {
    this.#writes += 1;
    // The journal names the job only.
    if (name === 'job begun') this.#keys.add(String(params[0]));
    const { stop } = this.command;
    return stop !== null && (stop.write === this.#writes || stop.write === name) ? stop.when : null;
  }

  get released(): Promise<void> {
    return this.#released;
  }

  release(): void {
    this.#release();
  }
}

/** A write that a watch counted, and where its job is to stop. */
interface Found {
  readonly id: string;
  readonly watch: Watch;
  readonly stop: 'before' | 'after' | null;
}

/** What can be set beside the store. */
export interface Seams {
  /** How far the clock is off. */
  offMs: number;
  /** Time limit of an exchange with a card. */
  timeoutMs: number;
}

/** What tests do with a running gateway's store, over its standard input and output. */
export class WatchedStore {
  readonly #watches = new Map<string, Watch>();

  constructor(private readonly seams: Seams) {}

  listen(): void {
    createInterface({ input: process.stdin }).on('line', (line) => {
      this.#obey(storeCommandSchema.parse(JSON.parse(line)));
    });
  }

  wrap(database: Database): Database {
    return {
      get: (sql, params) => database.get(sql, params),
      all: (sql, params) => database.all(sql, params),
      transaction: (work) => this.#transaction(database, work),
      compact: () => database.compact(),
      close: () => database.close(),
      run: async (sql, params = []) => {
        const found = this.#found(sql, params);
        if (found === null) return database.run(sql, params);
        const { id, watch, stop } = found;
        if (stop === 'before') await this.#stopped(id, watch);
        const result = await database.run(sql, params);
        if (stop === 'after') await this.#stopped(id, watch);
        return result;
      },
    };
  }

  /**
   * A stop holds no transaction open: the gateway's other writes would wait, and with them the other jobs that are to be stopped. `before`
   * rolls the transaction back, stops the job, and does the transaction again; nothing of it was durable. `after` stops the job when
   * the transaction is committed.
   */
  async #transaction<T>(database: Database, work: (tx: Executor) => Promise<T>): Promise<T> {
    const after: Found[] = [];
    let counted = 0;
    for (;;) {
      let before: Found | null = null;
      let met = 0;
      const attempt = database.transaction((tx) =>
        work({
          get: (sql, params) => tx.get(sql, params),
          all: (sql, params) => tx.all(sql, params),
          run: (sql, params = []) => {
            if (this.#watchOf(sql, params) !== null && ++met > counted) {
              counted = met;
              const found = this.#found(sql, params);
              if (found?.stop === 'after') after.push(found);
              if (found?.stop === 'before') {
                before = found;
                return Promise.reject(new Error('rolled back for a stop'));
              }
            }
            return tx.run(sql, params);
          },
        }),
      );
      const held = await attempt.then(
        () => null,
        () => before,
      );
      if (held === null) {
        const result = await attempt;
        for (const { id, watch } of after) await this.#stopped(id, watch);
        return result;
      }
      await this.#stopped(held.id, held.watch);
    }
  }

  /** Counts and tells a watched write. @returns null for one that nobody watches */
  #found(sql: string, params: readonly SqlValue[]): Found | null {
    const watched = this.#watchOf(sql, params);
    if (watched === null) return null;
    const { id, watch, name } = watched;
    const stop = watch.count(name, params);
    tell({ news: 'write', watch: id, name });
    return { id, watch, stop };
  }

  #watchOf(
    sql: string,
    params: readonly SqlValue[],
  ): { readonly id: string; readonly watch: Watch; readonly name: string } | null {
    const name = nameOf(sql, params);
    const found = name === null ? undefined : [...this.#watches].find(([, watch]) => watch.isAbout(params));
    return name === null || found === undefined ? null : { id: found[0], watch: found[1], name };
  }

  async #stopped(id: string, watch: Watch): Promise<void> {
    tell({ news: 'stopped', watch: id });
    await watch.released;
  }

  #obey(command: StoreCommand): void {
    switch (command.do) {
      case 'watch':
        this.#watches.set(command.watch, new Watch(command));
        return;
      case 'release':
        this.#watches.get(command.watch)?.release();
        this.#watches.delete(command.watch);
        return;
      case 'limit':
        this.seams.timeoutMs = command.timeoutMs;
        return;
      case 'clock':
        this.seams.offMs = command.offMs;
    }
  }
}

function tell(news: StoreNews): void {
  process.stdout.write(`${JSON.stringify(news)}\n`);
}
