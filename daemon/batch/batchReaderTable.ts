/** The table `batch_reader`: which readers an operator put on the batch line, or took off it. */
import type { Database } from '../../base/database.js';

export interface BatchReader {
  readonly readerId: string;
  readonly name: string;
  readonly onLine: boolean;
}

export class BatchReaderTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async all(): Promise<BatchReader[]> {
    const rows = await this.#database.all<{ reader_id: string; name: string; on_line: 0 | 1 }>(
      'SELECT * FROM batch_reader',
    );
    return rows.map((row) => ({ readerId: row.reader_id, name: row.name, onLine: row.on_line === 1 }));
  }

  async choose({ readerId, name, onLine }: BatchReader): Promise<void> {
    await this.#database.run(
      `INSERT INTO batch_reader (reader_id, name, on_line) VALUES (?, ?, ?)
       ON CONFLICT (reader_id) DO UPDATE SET name = excluded.name, on_line = excluded.on_line`,
      [readerId, name, onLine ? 1 : 0],
    );
  }
}
