/** The migrations of a database, as they lie in a folder. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The table that names the migrations that a database has. */
export const migrationTable =
  'CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT';

/** The `*.sql` files of a folder in the order of their names, each with the SHA-256 (hex) of its text. */
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
