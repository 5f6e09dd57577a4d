/** The one importer of `sqlite3`: a database in WAL mode whose every commit is on the disk (`synchronous=FULL`). */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import PQueue from 'p-queue';

export type SqlValue = string | number | null | Uint8Array;

/** Runs statements; inside `transaction` they belong to it. */
export interface Executor {
  run(sql: string, params?: readonly SqlValue[]): Promise<{ readonly changes: number; readonly lastId: number }>;
  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined>;
  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
}

export interface Database extends Executor {
  /** All or nothing; transactions and single writes follow each other in one queue. Use only `tx` inside `work`. */
  transaction<T>(work: (tx: Executor) => Promise<T>): Promise<T>;
  /** Gives the file's unused room back and empties the write-ahead log; writes wait for it. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

/** Another process works with this database. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
}

class Handle implements Executor {
  /** Writes are prepared once: their SQL is constant text, values are bound. Their last values stay bound. */
  private readonly prepared = new Map<string, sqlite3.Statement>();

  private constructor(private readonly db: sqlite3.Database) {}

  static open(file: string, mode = sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE): Promise<Handle> {
    return new Promise((resolve, reject) => {
      const db = new sqlite3.Database(file, mode, (error) => (error ? reject(error) : resolve(new Handle(db))));
    });
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<{ changes: number; lastId: number }> {
    const statement = this.prepared.get(sql) ?? (await this.prepare(sql));
    return new Promise((resolve, reject) => {
      statement.run(params, function (this: sqlite3.RunResult, error: Error | null) {
        if (error) reject(error);
        else resolve({ changes: this.changes, lastId: this.lastID });
      });
    });
  }

  get<T>(sql: string, params: readonly SqlValue[] = []): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.db.get<T>(sql, params, (error, row) => (error ? reject(error) : resolve(row)));
    });
  }

  all<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    return new Promise((resolve, reject) => {
      this.db.all<T>(sql, params, (error, rows) => (error ? reject(error) : resolve(rows)));
    });
  }

  exec(sql: string): Promise<void> {
    return new Promise((resolve, reject) => this.db.exec(sql, (error) => (error ? reject(error) : resolve())));
  }

  close(): Promise<void> {
    for (const statement of this.prepared.values()) statement.finalize();
    this.prepared.clear();
    return new Promise((resolve, reject) => this.db.close((error) => (error ? reject(error) : resolve())));
  }

  private prepare(sql: string): Promise<sqlite3.Statement> {
    return new Promise((resolve, reject) => {
      const statement = this.db.prepare(sql, (error: Error | null) => {
        if (error) {
          reject(error);
          return;
        }
        this.prepared.set(sql, statement);
        resolve(statement);
      });
    });
  }
}

class SqliteDatabase implements Database {
  private readonly writes = new PQueue({ concurrency: 1 });

  constructor(
    private readonly writer: Handle,
    private readonly reader: Handle,
    private readonly lock: Handle,
  ) {}

  run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number; lastId: number }> {
    return this.writes.add(() => this.writer.run(sql, params));
  }

  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined> {
    return this.reader.get<T>(sql, params);
  }

  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return this.reader.all<T>(sql, params);
  }

  transaction<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    return this.writes.add(async () => {
      await this.writer.run('BEGIN IMMEDIATE');
      try {
        const result = await work(this.writer);
        await this.writer.run('COMMIT');
        return result;
      } catch (error) {
        // On some errors, e.g. a full disk, SQLite may have rolled back by itself: what is told is the first one.
        await this.writer.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  compact(): Promise<void> {
    return this.writes.add(() => this.writer.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);'));
  }

  async close(): Promise<void> {
    await this.writes.onIdle();
    await this.reader.close();
    await this.writer.close();
    await this.lock.close();
  }
}

/** Applies the migrations that are new, in the order of their names; refuses a database whose past differs from ours. */
async function migrate(handle: Handle, folder: string): Promise<void> {
  await handle.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT');
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

/** One process at a time: an exclusive transaction on a file beside the database, gone with the process. */
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
 * Opens (or creates) the database and brings its tables up to date.
 * @throws {DatabaseInUseError} when another process has it open this way.
 */
export async function openDatabase(file: string, migrationsFolder: string): Promise<Database> {
  const lock = await takeLock(file);
  // The last one first: the lock goes when nothing is open any more.
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

/** Keeps others from opening this database with `openDatabase`. @returns release @throws {DatabaseInUseError} */
export async function lockDatabase(file: string): Promise<() => Promise<void>> {
  const lock = await takeLock(file);
  return () => lock.close();
}

/** A whole, consistent copy of an existing database, made beside whoever works with it. @param target does not exist, or is empty */
export async function copyDatabase(file: string, target: string): Promise<void> {
  const handle = await Handle.open(file, sqlite3.OPEN_READWRITE);
  try {
    await handle.exec('PRAGMA busy_timeout = 5000');
    await handle.run('VACUUM INTO ?', [target]);
  } finally {
    await handle.close();
  }
}

/** Opens an existing file that nobody else works with, as it is: no lock, no migrations. */
export function openAlone(file: string): Promise<Executor & { readonly close: () => Promise<void> }> {
  return Handle.open(file, sqlite3.OPEN_READWRITE);
}

/** The migrations in a folder, with the digest by which they are told apart. */
export function migrationsIn(
  folder: string,
): readonly { readonly name: string; readonly sql: string; readonly sha256: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    });
}

/** Has another process opened this database with `openDatabase`? Creates nothing. */
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

/** Opens an existing database beside whoever works with it. @throws when there is none, or it may not be read */
export function openForReading(
  file: string,
): Promise<Pick<Executor, 'get' | 'all'> & { readonly close: () => Promise<void> }> {
  return Handle.open(file, sqlite3.OPEN_READONLY);
}
