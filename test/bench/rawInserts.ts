/** The peer of the outbox: `sqlite3` itself, with nothing between it and the caller. */
import sqlite3 from 'sqlite3';

type Row = readonly (string | number | null)[];

export class RawInserts {
  private constructor(
    private readonly db: sqlite3.Database,
    private readonly statement: sqlite3.Statement,
  ) {}

  /** @param file has the table already; the settings are those of base/database.ts */
  static async open(file: string, insert: string): Promise<RawInserts> {
    const db = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(opened)));
    });
    await new Promise<void>((resolve, reject) => {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;', (error) =>
        error ? reject(error) : resolve(),
      );
    });
    const statement = await new Promise<sqlite3.Statement>((resolve, reject) => {
      const prepared = db.prepare(insert, (error: Error | null) => (error ? reject(error) : resolve(prepared)));
    });
    return new RawInserts(db, statement);
  }

  /** On the disk when it resolves. */
  insert(row: Row): Promise<void> {
    return new Promise((resolve, reject) => {
      this.statement.run(row, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.statement.finalize(() => resolve()));
    await new Promise<void>((resolve, reject) => this.db.close((error) => (error ? reject(error) : resolve())));
  }
}
