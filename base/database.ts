/** SQLite in WAL mode. Every commit is on disk when it returns (`synchronous=FULL`). No other file imports `sqlite3`. */
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sqlite3 from 'sqlite3';
import PQueue from 'p-queue';
import { migrationsIn, migrationTable } from './migrations.js';

export type SqlValue = string | number | null | Uint8Array;

/** Runs SQL statements with bound values. The executor that `transaction` passes to its callback runs them in that transaction. */
export interface Executor {
  /** @returns the number of changed rows and the rowid of the last inserted row */
  run(sql: string, params?: readonly SqlValue[]): Promise<{ readonly changes: number; readonly lastId: number }>;
  /** @returns the first row; undefined when there is none */
  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined>;
  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
}

export interface Database extends Executor {
  /**
   * Runs `work` in one transaction (BEGIN IMMEDIATE) and rolls it back when `work` throws. Transactions and single writes share
   * one queue, so `work` must use only `tx`: a write through the database would wait for the transaction that waits for it.
   * @throws what `work` throws
   */
  transaction<T>(work: (tx: Executor) => Promise<T>): Promise<T>;
  /** Returns unused space to the file system and truncates the write-ahead log. Writes wait until it is done. */
  compact(): Promise<void>;
  /** Waits for queued writes, closes the file and releases its lock. */
  close(): Promise<void>;
}

/** Another process has opened this database with `openDatabase`. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
}

/** SQLITE_OPEN_NOFOLLOW, which the package passes on and does not name. */
const openNoFollow = 0x01000000;

/** One SQLite connection, with promises instead of callbacks. */
class Handle implements Executor {
  readonly #db: sqlite3.Database;
  /** Statements of `run` by their SQL, prepared at first use. The values of the last run stay bound to them. */
  readonly #prepared = new Map<string, sqlite3.Statement>();

  private constructor(db: sqlite3.Database) {
    this.#db = db;
  }

  /** The file itself must not be a symbolic link, because root's commands open databases in the folder of the service user. */
  static async open(file: string, mode = sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE): Promise<Handle> {
    // SQLite refuses links in the whole path; those of the folder are its administrator's.
    return Handle.#at(join(await realpath(dirname(file)), basename(file)), mode | openNoFollow);
  }

  static openInMemory(): Promise<Handle> {
    return Handle.#at(':memory:', sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE);
  }

  static #at(path: string, mode: number): Promise<Handle> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null) => (error ? reject(error) : resolve(new Handle(db)));
      const db = new sqlite3.Database(path, mode, done);
    });
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<{ changes: number; lastId: number }> {
    const statement = this.#prepared.get(sql) ?? (await this.#prepare(sql));
    return new Promise((resolve, reject) => {
      statement.run(params, function (this: sqlite3.RunResult, error: Error | null) {
        if (error) reject(error);
        else resolve({ changes: this.changes, lastId: this.lastID });
      });
    });
  }

  get<T>(sql: string, params: readonly SqlValue[] = []): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#db.get<T>(sql, params, (error, row) => (error ? reject(error) : resolve(row)));
    });
  }

  all<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    return new Promise((resolve, reject) => {
      this.#db.all<T>(sql, params, (error, rows) => (error ? reject(error) : resolve(rows)));
    });
  }

  exec(sql: string): Promise<void> {
    return new Promise((resolve, reject) => this.#db.exec(sql, (error) => (error ? reject(error) : resolve())));
  }

  close(): Promise<void> {
    for (const statement of this.#prepared.values()) statement.finalize();
    this.#prepared.clear();
    return new Promise((resolve, reject) => this.#db.close((error) => (error ? reject(error) : resolve())));
  }

  #prepare(sql: string): Promise<sqlite3.Statement> {
    return new Promise((resolve, reject) => {
      const statement = this.#db.prepare(sql, (error: Error | null) => {
        if (error) {
          reject(error);
          return;
        }
        this.#prepared.set(sql, statement);
        resolve(statement);
      });
    });
  }
}

/** A database file with one connection for writes, one for reads and one that holds the lock. */
class SqliteDatabase implements Database {
  readonly #writer: Handle;
  readonly #reader: Handle;
  readonly #lock: Handle;
  readonly #writes = new PQueue({ concurrency: 1 });

  constructor(writer: Handle, reader: Handle, lock: Handle) {
    this.#writer = writer;
    this.#reader = reader;
    this.#lock = lock;
  }

  run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number; lastId: number }> {
    return this.#writes.add(() => this.#writer.run(sql, params));
  }

  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined> {
    return this.#reader.get<T>(sql, params);
  }

  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return this.#reader.all<T>(sql, params);
  }

  transaction<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    return this.#writes.add(async () => {
      await this.#writer.run('BEGIN IMMEDIATE');
      try {
        const result = await work(this.#writer);
        await this.#writer.run('COMMIT');
        return result;
      } catch (error) {
        // On some errors, e.g. a full disk, SQLite has rolled back already and ROLLBACK fails. The first error is the cause.
        await this.#writer.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  compact(): Promise<void> {
    return this.#writes.add(() => this.#writer.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);'));
  }

  async close(): Promise<void> {
    await this.#writes.onIdle();
    await this.#reader.close();
    await this.#writer.close();
    await this.#lock.close();
  }
}

/**
 * Applies the migrations that are new, in the order of their names.
 * @throws {Error} when an applied migration was edited since, or the database has one that the folder lacks
 */
async function migrate(handle: Handle, folder: string): Promise<void> {
  await handle.exec(migrationTable);
  const applied = new Map(
    (await handle.all<{ name: string; sha256: string }>('SELECT name, sha256 FROM migration')).map((row) => [
      row.name,
      row.sha256,
    ]),
  );
  for (const { name, sql, sha256 } of migrationsIn(folder)) {
    const before = applied.get(name);
    applied.delete(name);
    if (before === sha256) continue;
    if (before !== undefined) throw new Error(`migration ${name} was changed after it had been applied`);
    await handle.exec(`BEGIN IMMEDIATE;\n${sql}`);
    await handle.run('INSERT INTO migration (name, sha256) VALUES (?, ?)', [name, sha256]);
    await handle.exec('COMMIT');
  }
  const [unknown] = applied.keys();
  if (unknown !== undefined) throw new Error(`the database is of a newer version: it knows migration ${unknown}`);
}

/**
 * Lets one process at a time have the database: an exclusive transaction on `FILE.lock` beside it. SQLite's file lock ends with the
 * process, also when it is killed.
 * @throws {DatabaseInUseError}
 */
async function takeLock(file: string): Promise<Handle> {
  const lock = await Handle.open(`${file}.lock`);
  await lock.exec('PRAGMA busy_timeout = 0');
  try {
    await lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    await lock.close();
    throw new DatabaseInUseError(`${file} is in use by another process`, { cause: error });
  }
  return lock;
}

/**
 * Opens (or creates) the database and applies the migrations that are new.
 * @param migrationsFolder holds the `*.sql` files, applied in the order of their names
 * @throws {DatabaseInUseError} when another process has opened it with this function
 * @throws {Error} when its migrations differ from those of the folder
 */
export async function openDatabase(file: string, migrationsFolder: string): Promise<Database> {
  const lock = await takeLock(file);
  // In the order of closing. The lock is last, so that it is released when no connection is open.
  const opened = [lock];
  const handle = async (pragmas: string): Promise<Handle> => {
    const next = await Handle.open(file);
    opened.unshift(next);
    await next.exec(pragmas);
    return next;
  };
  try {
    const writer = await handle('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    await migrate(writer, migrationsFolder);
    const reader = await handle('PRAGMA query_only = ON; PRAGMA busy_timeout = 5000;');
    return new SqliteDatabase(writer, reader, lock);
  } catch (error) {
    for (const one of opened) await one.close();
    throw error;
  }
}

/**
 * Keeps other processes from opening this database with `openDatabase`.
 * @returns a function that releases the lock
 * @throws {DatabaseInUseError}
 */
export async function lockDatabase(file: string): Promise<() => Promise<void>> {
  const lock = await takeLock(file);
  return () => lock.close();
}

/**
 * Writes a consistent copy of an existing database (`VACUUM INTO`). Another process may use the database meanwhile.
 * @param target path of the copy; the file must be missing or empty
 */
export async function copyDatabase(file: string, target: string): Promise<void> {
  const handle = await Handle.open(file, sqlite3.OPEN_READWRITE);
  try {
    await handle.exec('PRAGMA busy_timeout = 5000');
    await handle.run('VACUUM INTO ?', [target]);
  } finally {
    await handle.close();
  }
}

/** Opens an existing database without lock and migrations. The caller makes sure that no other process uses it. */
export function openAlone(file: string): Promise<Executor & { readonly close: () => Promise<void> }> {
  return Handle.open(file, sqlite3.OPEN_READWRITE);
}

/** An empty database in memory with the tables that these migrations make, to compare another one with. */
export async function openReference(
  migrations: readonly string[],
): Promise<Pick<Executor, 'get' | 'all'> & { readonly close: () => Promise<void> }> {
  const handle = await Handle.openInMemory();
  for (const sql of [migrationTable, ...migrations]) await handle.exec(sql);
  return handle;
}

/** Has another process opened this database with `openDatabase`? Creates no file. */
export async function isDatabaseInUse(file: string): Promise<boolean> {
  if (!existsSync(`${file}.lock`)) return false;
  try {
    await (await takeLock(file)).close();
    return false;
  } catch (error) {
    if (error instanceof DatabaseInUseError) return true;
    throw error;
  }
}

/**
 * Opens an existing database read-only. Another process may use it meanwhile.
 * @throws {Error} when the file is missing or may not be read
 */
export function openForReading(
  file: string,
): Promise<Pick<Executor, 'get' | 'all'> & { readonly close: () => Promise<void> }> {
  return Handle.open(file, sqlite3.OPEN_READONLY);
}
