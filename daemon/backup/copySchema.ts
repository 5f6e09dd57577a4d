/**
 * Whether a copy has exactly the tables, indexes, views and triggers that the migrations make, and nothing else. A trigger in a
 * database runs with everything that the gateway writes later.
 */
import { openReference, type Executor } from '../../base/database.js';
import { migrationsIn } from '../../base/migrations.js';
import { backupTables, BackupError } from './backupFile.js';

interface SchemaRow {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string | null;
}

/** @throws {BackupError} that names the first object that is missing, foreign or different */
export async function requireOwnSchema(copy: Executor, migrationsFolder: string): Promise<void> {
  const present = await schemaOf(copy);
  if (!['migration', 'audit', 'backup', 'backup_file'].every((name) => present.has(`table ${name}`))) {
    throw new BackupError('this is no copy that `backup` made');
  }
  const expected = await expectedSchema(await appliedMigrations(copy, migrationsFolder));
  for (const [object, definition] of present) {
    const own = expected.get(object);
    if (own === undefined) throw new BackupError(`the copy has a ${object} that is not the gateway's`);
    if (own !== definition) throw new BackupError(`the ${object} of the copy is not as the gateway makes it`);
  }
  const missing = [...expected.keys()].find((object) => !present.has(object));
  if (missing !== undefined) throw new BackupError(`the copy lacks the ${missing}`);
}

/** The definition of each object by its kind and name. */
async function schemaOf(store: Pick<Executor, 'all'>): Promise<Map<string, string>> {
  const rows = await store.all<SchemaRow>('SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema');
  return new Map(rows.map(({ type, name, table, sql }) => [`${type} ${name}`, `${table}: ${sql ?? ''}`]));
}

/** The SQL of the migrations that made the copy. @throws {BackupError} unless they are the first ones of ours, unchanged */
async function appliedMigrations(copy: Pick<Executor, 'all'>, folder: string): Promise<readonly string[]> {
  const ours = migrationsIn(folder);
  const applied = await copy.all<{ name: string; sha256: string }>('SELECT name, sha256 FROM migration ORDER BY name');
  for (const [index, { name, sha256 }] of applied.entries()) {
    const own = ours.find((one) => one.name === name);
    if (own === undefined)
      throw new BackupError(`the copy is of a newer version of the gateway: it knows migration ${name}`);
    if (own.sha256 !== sha256) throw new BackupError(`the copy is of another program: its migration ${name} differs`);
    if (ours[index] !== own) throw new BackupError(`the copy lacks migration ${ours[index]?.name ?? ''}`);
  }
  return ours.slice(0, applied.length).map(({ sql }) => sql);
}

async function expectedSchema(migrations: readonly string[]): Promise<Map<string, string>> {
  const reference = await openReference([...migrations, ...backupTables]);
  try {
    return await schemaOf(reference);
  } finally {
    await reference.close();
  }
}
